import { expect, it } from "vitest";
import { asTabs } from "../src/lib/copy";
import { cell, grid } from "./made";

it("copies a table with its headers, one cell a field", () => {
  const table = grid(["Customer", "ARR"], [[cell("Alder\tInc"), cell("1,200")], [cell("Birch\nLtd"), cell("−30")]]);
  expect(asTabs(table)).toBe("Customer\tARR\r\nAlder Inc\t1,200\r\nBirch Ltd\t−30");
});
