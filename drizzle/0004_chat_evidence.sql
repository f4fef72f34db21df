ALTER TABLE "demo_chat_messages" ADD COLUMN "conversation" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "error_reason" text;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "discussed_result_id" uuid;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "run_ids" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "evidence" jsonb;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "checks" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "proposed_filter" jsonb;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "first_thought_ms" integer;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "stop_requested" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "replaced_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "demo_model_configs" ADD COLUMN "conversation" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "demo_chat_messages_one_answer" ON "demo_chat_messages" USING btree ("demo_session_id") WHERE status = 'streaming';--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD CONSTRAINT "demo_chat_messages_asked_once" UNIQUE("demo_session_id","idempotency_key");