// Tables to the clipboard as a spreadsheet takes them: tabs, line ends, headers first.
import type { GridView } from "../types";

function field(text: string): string {
  return text.replace(/[\t\r\n]+/g, " ");
}

export function asTabs(grid: GridView): string {
  const lines = [grid.columns.map((column) => field(column.caption))];
  for (const row of grid.rows) lines.push(row.cells.map((cell) => field(cell.text)));
  return lines.map((cells) => cells.join("\t")).join("\r\n");
}

/** Copies text; falls back to a hidden field where the web view has no clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
