import { useQueryClient } from '@tanstack/react-query';
import { path } from '../../api/events.ts';
import { FindingSteps } from '../../parts/findings.tsx';
import { storyKey, type Test } from './use-story.ts';

interface TestStepsProps {
  instance: string;
  test: Test;
  onTest: (test: Test) => void;
}

/** Runs the test of the connection and shows its steps; what came out of it is told to the checklist. */
export default function TestSteps({ instance, test, onTest }: TestStepsProps) {
  const queries = useQueryClient();
  return (
    <FindingSteps
      call={path`/instances/${instance}/applications/${test.application}/test`}
      onEnd={({ ok }) => {
        onTest({ ...test, state: ok ? 'passed' : 'failed' });
        // A test that succeeds ends a pause of the application.
        void queries.invalidateQueries({ queryKey: [...storyKey(instance)] });
      }}
    />
  );
}
