ALTER TABLE "demo_batch_test_results" DROP CONSTRAINT "demo_batch_test_results_prompt_once";--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "sample" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "attempts" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "queued_ms" integer;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "backoff_ms" integer;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "first_byte_ms" integer;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "pace" jsonb;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD CONSTRAINT "demo_batch_test_results_sample_once" UNIQUE("test_run_id","prompt_index","sample");--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD CONSTRAINT "demo_batch_test_runs_started_once" UNIQUE("demo_session_id","idempotency_key");