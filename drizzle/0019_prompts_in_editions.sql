ALTER TABLE "demo_batch_test_runs" ALTER COLUMN "prompts" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "disagrees" boolean GENERATED ALWAYS AS (coalesce(overrule ->> 'pass' <> grade ->> 'pass', false)) STORED;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "grade_changes" integer DEFAULT 0 NOT NULL;