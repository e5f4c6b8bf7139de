const ON_ITS_WAY = 'pinggo.firstHour';

/** Whether somebody has gone from the checklist of the first hour to where a step is done, in this tab. */
export const isOnItsWay = (): boolean => sessionStorage.getItem(ON_ITS_WAY) !== null;
export const goOnItsWay = (): void => sessionStorage.setItem(ON_ITS_WAY, 'yes');
export const leaveItsWay = (): void => sessionStorage.removeItem(ON_ITS_WAY);
