// From button to button in a table, by the keys of the APG grid pattern.
const PAGE = 10;

type Place = { row: number; column: number };

/** The button in a cell. */
function button(table: HTMLTableElement, row: number, column: number): HTMLButtonElement | null {
  return table.rows[row]?.cells[column]?.querySelector("button") ?? null;
}

function rowOf(table: HTMLTableElement, row: number): HTMLButtonElement[] {
  return [...(table.rows[row]?.querySelectorAll("button") ?? [])];
}

/** The nearest button from a place on, one step after the other. */
function along(table: HTMLTableElement, from: Place, rows: number, columns: number): HTMLButtonElement | null {
  let { row, column } = from;
  for (;;) {
    row += rows;
    column += columns;
    if (row < 0 || row >= table.rows.length || column < 0 || column >= (table.rows[row]?.cells.length ?? 0)) return null;
    const found = button(table, row, column);
    if (found) return found;
  }
}

/** The button which a key leads to; null where it leads nowhere. */
export function reached(table: HTMLTableElement, at: HTMLButtonElement, key: string, control: boolean): HTMLButtonElement | null {
  const cell = at.closest("td, th") as HTMLTableCellElement | null;
  const line = cell?.parentElement as HTMLTableRowElement | null;
  if (!cell || !line) return null;
  const from = { row: line.rowIndex, column: cell.cellIndex };
  switch (key) {
    case "ArrowUp":
      return along(table, from, -1, 0);
    case "ArrowDown":
      return along(table, from, 1, 0);
    case "ArrowLeft":
      return along(table, from, 0, -1);
    case "ArrowRight":
      return along(table, from, 0, 1);
    case "Home":
      return control ? (table.querySelector("tbody button") as HTMLButtonElement | null) : (rowOf(table, from.row)[0] ?? null);
    case "End":
      return control ? ([...table.querySelectorAll<HTMLButtonElement>("tbody button")].at(-1) ?? null) : (rowOf(table, from.row).at(-1) ?? null);
    case "PageUp":
      return paged(table, from, -1);
    case "PageDown":
      return paged(table, from, 1);
    default:
      return null;
  }
}

/** A page further, or as far as there are buttons. */
function paged(table: HTMLTableElement, from: Place, step: 1 | -1): HTMLButtonElement | null {
  let found: HTMLButtonElement | null = null;
  let row = from.row;
  for (let n = 0; n < PAGE; n += 1) {
    const next = along(table, { row, column: from.column }, step, 0);
    if (!next) break;
    found = next;
    row = (next.closest("tr") as HTMLTableRowElement).rowIndex;
  }
  return found;
}
