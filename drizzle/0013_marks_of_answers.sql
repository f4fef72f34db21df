ALTER TABLE "demo_batch_test_results" DROP CONSTRAINT "demo_batch_test_results_outcome";--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "probably_truncated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "prompt_cut" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD CONSTRAINT "demo_batch_test_results_outcome" CHECK (outcome in ('answered', 'truncated', 'unclear', 'thinking_only', 'empty', 'refused', 'broken', 'rate_limited', 'timed_out', 'failed'));