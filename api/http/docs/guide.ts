/** Something to try: a shell's commands, which the tests run as they stand here. */
export interface Example {
  says: string;
  shell: string;
  /** What of its output shows that it did what it says. */
  prints?: RegExp;
}

export interface Step {
  /** Its anchor. */
  id: string;
  title: string;
  /** Paragraphs; what is between backticks is code. */
  text: readonly string[];
  examples: readonly Example[];
}

/** What somebody may fill in, so that the examples can be copied as they are to be run. */
export interface Value {
  /** As the examples name it: `KEY` of `$KEY`. */
  name: string;
  label: string;
  placeholder: string;
}

/** From nothing to a program that works, step by step. */
export interface Guide {
  title: string;
  intro: readonly string[];
  values: readonly Value[];
  steps: readonly Step[];
}

/** The guide as Markdown. @param origin of the API */
export function guideMarkdown({ title, intro, values, steps }: Guide, origin: string): string {
  const exported = values.map(
    ({ name, placeholder }) => `export ${name}=${name === 'PINGGO' ? origin : `'${placeholder}'`}`,
  );
  return [
    `# ${title}`,
    ...intro,
    `\`\`\`sh\n${exported.join('\n')}\n\`\`\``,
    ...steps.flatMap((step, index) => [
      `## ${index + 1}. ${step.title}`,
      ...step.text,
      ...step.examples.flatMap(({ says, shell }) => [says, `\`\`\`sh\n${shell}\n\`\`\``]),
    ]),
    '',
  ].join('\n\n');
}
