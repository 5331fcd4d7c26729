// A control whose change is not kept shows again what stands.

/** Has what a control says kept; where that fails or is cancelled, the control says what it said before. */
export async function keepOr(control: HTMLInputElement | HTMLSelectElement, before: string, keep: (value: string) => Promise<boolean>): Promise<void> {
  if (!(await keep(control.value))) control.value = before;
}
