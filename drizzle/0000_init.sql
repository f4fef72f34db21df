CREATE TABLE "demo_batch_test_results" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"test_run_id" uuid NOT NULL,
	"demo_session_id" text NOT NULL,
	"seq" integer NOT NULL,
	"prompt_index" integer NOT NULL,
	"prompt" text NOT NULL,
	"category" text,
	"expected_answer" text,
	"response" text,
	"latency_ms" integer,
	"ttft_ms" integer,
	"success" boolean NOT NULL,
	"correct" boolean,
	"error" text,
	"error_kind" text,
	"finish_reason" text,
	"model_id" text NOT NULL,
	"input_tokens" integer,
	"output_tokens" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', left(prompt, 50000) || ' ' || left(coalesce(response, ''), 100000))) STORED,
	CONSTRAINT "demo_batch_test_results_prompt_once" UNIQUE("test_run_id","prompt_index"),
	CONSTRAINT "demo_batch_test_results_seq" UNIQUE("test_run_id","seq"),
	CONSTRAINT "demo_batch_test_results_error_kind" CHECK (error_kind in ('auth', 'model_not_found', 'rate_limit', 'timeout', 'network', 'api_error', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "demo_batch_test_runs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"demo_user_id" text NOT NULL,
	"demo_session_id" text NOT NULL,
	"test_suite_id" uuid,
	"suite_name" text NOT NULL,
	"model_name" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"total_prompts" integer NOT NULL,
	"completed_prompts" integer DEFAULT 0 NOT NULL,
	"failed_prompts" integer DEFAULT 0 NOT NULL,
	"config" jsonb NOT NULL,
	"prompts" jsonb NOT NULL,
	"claim" integer DEFAULT 0 NOT NULL,
	"error" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "demo_batch_test_runs_status" CHECK (status in ('pending', 'running', 'completed', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "demo_chat_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"demo_session_id" text NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "demo_chat_messages_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"role" text NOT NULL,
	"status" text NOT NULL,
	"content" text DEFAULT '' NOT NULL,
	"error" text,
	"error_kind" text,
	"input_tokens" integer,
	"output_tokens" integer,
	"latency_ms" integer,
	"ttft_ms" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"touched_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "demo_chat_messages_role" CHECK (role in ('user', 'assistant')),
	CONSTRAINT "demo_chat_messages_status" CHECK (status in ('streaming', 'complete', 'stopped', 'interrupted', 'failed')),
	CONSTRAINT "demo_chat_messages_error_kind" CHECK (error_kind in ('auth', 'model_not_found', 'rate_limit', 'timeout', 'network', 'api_error', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "demo_model_configs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" text NOT NULL,
	"endpoint_url" text NOT NULL,
	"api_key_encrypted" text NOT NULL,
	"encryption_key_id" text NOT NULL,
	"model_id" text NOT NULL,
	"model_name" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"connection_tested" boolean DEFAULT false NOT NULL,
	"connection_latency_ms" integer,
	"connection_ttft_ms" integer,
	"last_error" text,
	"ip_address" text,
	CONSTRAINT "demo_model_configs_session_id_unique" UNIQUE("session_id")
);
--> statement-breakpoint
CREATE TABLE "demo_test_suites" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"task_domain" text NOT NULL,
	"difficulty" text NOT NULL,
	"prompts" jsonb NOT NULL,
	"prompt_count" integer NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "demo_test_suites_task_domain" CHECK (task_domain in ('customer_support', 'code_generation', 'qa', 'creative')),
	CONSTRAINT "demo_test_suites_difficulty" CHECK (difficulty in ('easy', 'medium', 'hard'))
);
--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD CONSTRAINT "demo_batch_test_results_test_run_id_demo_batch_test_runs_id_fk" FOREIGN KEY ("test_run_id") REFERENCES "public"."demo_batch_test_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD CONSTRAINT "demo_batch_test_results_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD CONSTRAINT "demo_batch_test_runs_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD CONSTRAINT "demo_batch_test_runs_test_suite_id_demo_test_suites_id_fk" FOREIGN KEY ("test_suite_id") REFERENCES "public"."demo_test_suites"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD CONSTRAINT "demo_chat_messages_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demo_batch_test_results_session" ON "demo_batch_test_results" USING btree ("demo_session_id");--> statement-breakpoint
CREATE INDEX "demo_batch_test_results_search" ON "demo_batch_test_results" USING gin ("search");--> statement-breakpoint
CREATE INDEX "demo_batch_test_runs_session" ON "demo_batch_test_runs" USING btree ("demo_session_id","started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "demo_batch_test_runs_suite" ON "demo_batch_test_runs" USING btree ("test_suite_id");--> statement-breakpoint
CREATE INDEX "demo_chat_messages_session" ON "demo_chat_messages" USING btree ("demo_session_id","seq");--> statement-breakpoint
CREATE INDEX "demo_model_configs_ip_expiry" ON "demo_model_configs" USING btree ("ip_address","expires_at");--> statement-breakpoint
CREATE INDEX "demo_model_configs_expiry" ON "demo_model_configs" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "demo_test_suites_choice" ON "demo_test_suites" USING btree ("task_domain","difficulty");