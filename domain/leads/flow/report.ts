/** Takes one issue: where and what. */
export type Report = (path: string, message: string) => void;
