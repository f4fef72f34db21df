export { gradeAnswer } from './containsGrader.ts';
