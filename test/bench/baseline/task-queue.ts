export const minimalTaskQueue = 'minimal';
