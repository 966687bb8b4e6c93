/** Text for HTML and XML, also inside quotes; characters that XML 1.0 does not allow become `?`. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "?")
    .replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
