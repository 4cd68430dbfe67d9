import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { TaskStep } from '#domain/process/steps';
import type { StepProps } from './step-props.ts';

/** What each step is worked on with. */
export const STEP_BODIES: Readonly<Record<TaskStep, LazyExoticComponent<ComponentType<StepProps>>>> = {
  direct: lazy(() => import('./open.step.tsx')),
  open: lazy(() => import('./open.step.tsx')),
  compile: lazy(() => import('./compile.step.tsx')),
  assign: lazy(() => import('./assign.step.tsx')),
  review: lazy(() => import('./review.step.tsx')),
  forward: lazy(() => import('./forward.step.tsx')),
  verify: lazy(() => import('./verify.step.tsx')),
  sign: lazy(() => import('./sign.step.tsx')),
  receive: lazy(() => import('./receive.step.tsx')),
  update: lazy(() => import('./update.step.tsx')),
  check: lazy(() => import('./check.step.tsx')),
};
