/** Where people look at a lead. @param publicUrl origin under which they reach the dashboard */
export const leadPage = (publicUrl: string, leadId: string): string => `${publicUrl}/leads/${leadId}`;
