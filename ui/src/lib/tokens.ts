// A message as it will be printed: `{{name}}` replaced by what the figure says now.

export interface Resolved {
  text: string;
  unknown: string[];
}

export function resolved(template: string, tokens: ReadonlyMap<string, string>): Resolved {
  const unknown: string[] = [];
  const text = template.replaceAll(/\{\{([^{}]*)\}\}/g, (whole, name: string) => {
    const display = tokens.get(name.trim());
    if (display === undefined) unknown.push(name.trim());
    return display ?? whole;
  });
  return { text, unknown };
}
