export { deleteRunJobs, openQueue, type Queue } from './queue.ts';
