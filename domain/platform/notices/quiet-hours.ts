export interface QuietHours {
  days: string[];
  from: string;
  to: string;
  letThrough: string[];
}
