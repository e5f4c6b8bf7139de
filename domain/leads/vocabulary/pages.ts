/**
 * The addresses of the Control Tower's pages, by their names; `:id` stands for one part. The pages find their way by them,
 * and the server answers 404 to every other.
 */
export const PAGES = {
  overview: '/',
  leads: '/leads',
  lead: '/leads/:id',
  myDay: '/my-day',
  workItems: '/work-items',
  deadLetter: '/dead-letters/:id',
  audit: '/audit',
  notices: '/notifications',
} as const;
