ALTER TABLE "demo_batch_test_results" ADD COLUMN "upstream_request_id" text;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "upstream_request_id" text;