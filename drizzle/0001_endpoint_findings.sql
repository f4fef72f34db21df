ALTER TABLE "demo_batch_test_results" ADD COLUMN "reasoning" text;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "first_thought_ms" integer;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "outcome" text DEFAULT 'failed' NOT NULL;--> statement-breakpoint
UPDATE "demo_batch_test_results" SET "outcome" = 'answered' WHERE "success";--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "error_reason" text;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "reasoning_tokens" integer;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "reasoning" text;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "reasoning_tokens" integer;--> statement-breakpoint
ALTER TABLE "demo_model_configs" ADD COLUMN "alternative_urls" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_model_configs" ADD COLUMN "adaptations" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_model_configs" ADD COLUMN "connection_report" jsonb;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD CONSTRAINT "demo_batch_test_results_outcome" CHECK (outcome in ('answered', 'truncated', 'thinking_only', 'empty', 'refused', 'broken', 'rate_limited', 'timed_out', 'failed'));