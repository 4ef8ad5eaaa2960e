/**
 * Causes and remedies come from the broker in English. A phrase is such a text with gaps: `{}` for what stays as it is, a name or a
 * number, and `{~}` for what is a phrase itself. Its translation has `$1`, `$2` … in their places.
 */
export type Phrase = readonly [english: string, translation: string];

interface Prepared {
  /** What stands before, between and behind the gaps. */
  readonly literals: readonly string[];
  /** Whether the gap is translated in its turn. */
  readonly isPhrase: readonly boolean[];
  readonly translation: string;
}

const depthMax = 4;

export function translator(phrases: readonly Phrase[]): (text: string) => string {
  const prepared = phrases.map(prepare);
  const translate = (text: string, depth: number): string => {
    if (depth > depthMax) return text;
    for (const phrase of prepared) {
      const gaps = fill(phrase.literals, text);
      if (gaps === null) continue;
      const words = gaps.map((gap, at) => (phrase.isPhrase[at] ? translate(gap, depth + 1) : gap));
      return phrase.translation.replace(/\$(\d)/g, (_, number: string) => words[Number(number) - 1] ?? '');
    }
    return text;
  };
  return text => translate(text, 0);
}

function prepare([english, translation]: Phrase): Prepared {
  const parts = english.split(/(\{~?\})/);
  return {
    literals: parts.filter((_, at) => at % 2 === 0),
    isPhrase: parts.filter((_, at) => at % 2 === 1).map(gap => gap === '{~}'),
    translation,
  };
}

// Each literal where it comes first: without going back, so that no name a client may choose makes it slow. One that holds
// words of the phrase may be split at the wrong place, and then reads a little oddly.
function fill(literals: readonly string[], text: string): string[] | null {
  const first = literals[0] ?? '';
  const last = literals.length > 1 ? (literals.at(-1) ?? '') : '';
  if (literals.length === 1) return text === first ? [] : null;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return null;
  const gaps: string[] = [];
  const end = text.length - last.length;
  let at = first.length;
  for (const literal of literals.slice(1, -1)) {
    const next = text.indexOf(literal, at);
    if (next < 0 || next + literal.length > end) return null;
    gaps.push(text.slice(at, next));
    at = next + literal.length;
  }
  gaps.push(text.slice(at, end));
  return gaps;
}
