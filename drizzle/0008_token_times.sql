ALTER TABLE "demo_batch_test_results" ADD COLUMN "tpot_ms" double precision GENERATED ALWAYS AS (case when success then case when latency_ms >= ttft_ms and (case when coalesce(reasoning, '') = '' or reasoning_tokens > 0
    then output_tokens::numeric - coalesce(reasoning_tokens, 0) end) > 1
    then round((latency_ms::numeric - ttft_ms) / ((case when coalesce(reasoning, '') = '' or reasoning_tokens > 0
    then output_tokens::numeric - coalesce(reasoning_tokens, 0) end) - 1), 3)::float8 end end) STORED;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "output_tokens_per_second" double precision GENERATED ALWAYS AS (case when success then case when latency_ms > least(first_thought_ms, ttft_ms) and (case when first_thought_ms is null then (case when coalesce(reasoning, '') = '' or reasoning_tokens > 0
    then output_tokens::numeric - coalesce(reasoning_tokens, 0) end) else output_tokens::numeric end) > 1
    then round(1000 * ((case when first_thought_ms is null then (case when coalesce(reasoning, '') = '' or reasoning_tokens > 0
    then output_tokens::numeric - coalesce(reasoning_tokens, 0) end) else output_tokens::numeric end) - 1) / (latency_ms::numeric - least(first_thought_ms, ttft_ms)), 3)::float8 end end) STORED;--> statement-breakpoint
ALTER TABLE "demo_chat_messages" ADD COLUMN "output_tokens_per_second" double precision GENERATED ALWAYS AS (case when latency_ms > least(first_thought_ms, ttft_ms) and (case when first_thought_ms is null then (case when coalesce(reasoning, '') = '' or reasoning_tokens > 0
    then output_tokens::numeric - coalesce(reasoning_tokens, 0) end) else output_tokens::numeric end) > 1
    then round(1000 * ((case when first_thought_ms is null then (case when coalesce(reasoning, '') = '' or reasoning_tokens > 0
    then output_tokens::numeric - coalesce(reasoning_tokens, 0) end) else output_tokens::numeric end) - 1) / (latency_ms::numeric - least(first_thought_ms, ttft_ms)), 3)::float8 end) STORED;