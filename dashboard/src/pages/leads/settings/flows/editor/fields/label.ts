/** What every field of the editor is given. */
export interface FieldProps {
  path: readonly (string | number)[];
  label: string;
  description?: string | undefined;
  /** What is shown where nothing is given: what then holds. */
  placeholder?: string | undefined;
  /** Nothing given takes the member out; else an empty text stays. */
  optional?: boolean;
}
