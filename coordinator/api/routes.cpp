#include "coordinator/api/routes.hpp"

#include <json/json.h>

#include "common/http/envelope.hpp"
#include "coordinator/api/openapi.hpp"
#include "coordinator/api/page_routes.hpp"
#include "coordinator/api/plan_request.hpp"

namespace ballast::coordinator {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;
using http::Role;

constexpr std::size_t kMostTopics = 1000;
constexpr std::size_t kPlanBody = std::size_t{128} << 10U;
constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

Moment now_of(const ApiParts& parts) {
    return {parts.clock.steady(), parts.clock.wall()};
}

using OfView = Response (*)(const ClusterView&, Moment, const Request&);

net::awaitable<Response> answer_now(Response response) {
    co_return response;
}

Response answer_over_view(ApiParts& parts, OfView answer, const Request& request) {
    const auto view = parts.view();
    if (!view) {
        auto refused = http::error_response(503, "NO_VIEW",
                                            "the coordinator has not looked at the cluster yet");
        refused.headers.emplace_back("Retry-After", "1");
        return refused;
    }
    return answer(*view, now_of(parts), request);
}

net::awaitable<Response> catch_up_and_answer(ApiParts& parts, OfView answer, Request request) {
    co_await parts.catch_up();
    co_return answer_over_view(parts, answer, request);
}

net::awaitable<Response> get_health(ApiParts& parts, Request request) {
    if (flag(request, "catch_up")) {
        co_await parts.catch_up();
    }
    co_return answer_over_view(
        parts,
        [](const ClusterView& view, Moment moment, const Request& /*request*/) {
            return http::json_response(health_answer(view, moment));
        },
        request);
}

http::Handler over_view(ApiParts& parts, OfView answer) {
    return [&parts, answer](const Request& request) {
        return answer_now(answer_over_view(parts, answer, request));
    };
}

// For who asks before an act: what was true only before the question is no answer.
http::Handler over_caught_up_view(ApiParts& parts, OfView answer) {
    return [&parts, answer](Request request) {
        return catch_up_and_answer(parts, answer, std::move(request));
    };
}

Response get_topics(const ClusterView& view, Moment moment, const Request& request) {
    return http::json_response(
        topics_answer(view, moment,
                      {.under_replicated = flag(request, "under_replicated"),
                       .at_min_isr = flag(request, "at_min_isr"),
                       .under_min_isr = flag(request, "under_min_isr"),
                       .unavailable = flag(request, "unavailable"),
                       .limit = static_cast<std::size_t>(integer_or(request, "limit", 100)),
                       .after = text_of(request, "after")}));
}

Response get_may_stop(const ClusterView& view, Moment moment, const Request& request) {
    return http::json_response(
        may_stop_answer(view, moment, texts_of(request, "node"),
                        {.spare = static_cast<int>(integer_or(request, "spare", 0)),
                         .allow_unavailable = flag(request, "allow_unavailable")}));
}

Response post_plan(const ClusterView& view, Moment moment, const Request& request) {
    const auto options = parse_plan_request(request.body);
    return options ? http::json_response(plan_answer(view, moment, *options)) : options.error();
}

net::awaitable<Response> post_login_link(ApiParts& parts, Request request) {
    const auto secret = parts.access.make_link(request);
    if (!secret) {
        co_return http::error_response(secret.error());
    }
    Json::Value out;
    out["path"] = "/login?once=" + *secret;
    out["expires_in_seconds"] = Json::Int64{std::chrono::seconds(Sessions::kLinkLife).count()};
    co_return http::json_response(out, 201);
}

net::awaitable<Response> get_metrics(ApiParts& parts, Request /*request*/) {
    co_return Response{
        .content_type = std::string(kMetricsType),
        .body = parts.metrics.text(parts.view().get(), now_of(parts), parts.events.subscribers())};
}

net::awaitable<Response> get_healthz(ApiParts& /*parts*/, Request /*request*/) {
    co_return Response{.body = "{\"status\":\"ok\"}\n"};
}

http::Handler bind(ApiParts& parts, net::awaitable<Response> (*handler)(ApiParts&, Request)) {
    return [&parts, handler](Request request) { return handler(parts, std::move(request)); };
}

Operation get(std::string pattern, http::Handler handler, std::string id, std::string summary,
              std::string answer) {
    return {.route = {.method = "GET",
                      .pattern = std::move(pattern),
                      .least = Role::viewer,
                      .handler = std::move(handler)},
            .id = std::move(id),
            .summary = std::move(summary),
            .query = {},
            .body = {},
            .answer = std::move(answer),
            .refusals = {}};
}

Operation get_view(ApiParts& parts, std::string pattern, OfView answer, std::string id,
                   std::string summary, std::string schema) {
    auto operation = get(std::move(pattern), over_view(parts, answer), std::move(id),
                         std::move(summary), std::move(schema));
    operation.needs_view = true;
    return operation;
}

Operation health(ApiParts& parts) {
    auto operation =
        get_view(parts, "/v1/health", nullptr, "getHealth",
                 "The verdict on the cluster, with each reason and what to do", "Health");
    operation.route.handler = bind(parts, get_health);
    operation.query = {{.name = "catch_up",
                        .type = ParameterType::boolean,
                        .description = "look anew before the answer, which takes a moment"}};
    return operation;
}

Operation topics(ApiParts& parts) {
    auto operation =
        get_view(parts, "/v1/topics", get_topics, "listTopics",
                 "Topics by name, all or those in any of the named troubles", "Topics");
    using enum ParameterType;
    operation.query = {
        {.name = "under_replicated", .type = boolean, .description = "with replicas out of sync"},
        {.name = "at_min_isr", .type = boolean, .description = "with none to spare"},
        {.name = "under_min_isr", .type = boolean, .description = "below min.insync.replicas"},
        {.name = "unavailable", .type = boolean, .description = "with partitions without a leader"},
        {.name = "limit",
         .type = integer,
         .description = "topics in the answer, 100 unless told",
         .least = 1,
         .most = kMostTopics},
        {.name = "after", .type = ParameterType::name, .description = "`next` of the page before"}};
    return operation;
}

Operation may_stop(ApiParts& parts) {
    auto operation = get_view(parts, "/v1/may-stop", get_may_stop, "mayStop",
                              "Whether these nodes may be stopped now, together", "MayStop");
    operation.route.handler = over_caught_up_view(parts, get_may_stop);
    using enum ParameterType;
    operation.query = {
        {.name = "node",
         .type = names,
         .description = "a node's name, once for each node",
         .required = true},
        {.name = "spare",
         .type = integer,
         .description = "further failures that every partition must survive meanwhile",
         .most = kMostSpare},
        {.name = "allow_unavailable",
         .type = boolean,
         .description = "partitions that can never spare a replica may be unavailable meanwhile"}};
    return operation;
}

Operation plan(ApiParts& parts) {
    auto operation =
        get_view(parts, "/v1/plan", post_plan, "plan",
                 "The batches of a rolling restart; a dry run, nothing is done", "Plan");
    operation.route.handler = over_caught_up_view(parts, post_plan);
    operation.route.method = "POST";
    operation.route.only_reads = true;
    operation.route.body_limit = kPlanBody;
    operation.body = "PlanRequest";
    return operation;
}

Operation login_links(ApiParts& parts) {
    auto operation = get("/v1/login-links", bind(parts, post_login_link), "makeLoginLink",
                         "A link that logs a browser in once, within five minutes", "LoginLink");
    operation.route.method = "POST";
    operation.route.only_reads = true;  // of the cluster: who may look may also look by a browser
    operation.status = 201;
    operation.refusals = {409};
    return operation;
}

Operation events(ApiParts& parts) {
    auto operation = get("/v1/events", {}, "watch",
                         "Server-sent events: `snapshot` at first and after each change, `age` "
                         "between them, at most one a second",
                         "");
    operation.route.handler =
        http::StreamHandler([&parts](const Request& /*request*/, http::BodyWriter& body) {
            return parts.events.stream(body);
        });
    operation.route.content_type = "text/event-stream";
    operation.content_type = "text/event-stream";
    operation.refusals = {409};
    return operation;
}

Operation text_metrics(ApiParts& parts) {
    auto operation = get("/metrics", bind(parts, get_metrics), "metrics",
                         "Figures in Prometheus' text format", "");
    operation.content_type = "text/plain";
    return operation;
}

Operation healthz(ApiParts& parts) {
    auto operation = get("/healthz", bind(parts, get_healthz), "isAlive",
                         "That the coordinator answers; says nothing of the cluster", "Alive");
    operation.route.least = Role::none;
    return operation;
}

net::awaitable<Result<void>> refuse_stream(Error error) {
    co_return std::unexpected(std::move(error));
}

// Refuses a query that is not as the operation says, before its handler sees it.
void check_queries(Operation& operation) {
    for (const auto& parameter : operation.query) {
        if (parameter.type == ParameterType::names) {
            operation.route.repeats.push_back(parameter.name);
        }
    }
    auto& handler = operation.route.handler;
    if (auto* whole = std::get_if<http::Handler>(&handler)) {
        handler = http::Handler(
            [parameters = operation.query, inner = std::move(*whole)](Request request) {
                const auto checked = check_query(parameters, request);
                return checked ? inner(std::move(request))
                               : answer_now(http::error_response(checked.error()));
            });
    } else {
        handler = http::StreamHandler([parameters = operation.query,
                                       inner = std::move(std::get<http::StreamHandler>(handler))](
                                          Request request, http::BodyWriter& body) {
            const auto checked = check_query(parameters, request);
            return checked ? inner(std::move(request), body) : refuse_stream(checked.error());
        });
    }
}

}  // namespace

std::vector<Operation> make_operations(ApiParts& parts) {
    std::vector<Operation> operations{
        get_view(
            parts, "/v1/cluster",
            [](const ClusterView& view, Moment moment, const Request& /*request*/) {
                return http::json_response(cluster_answer(view, moment));
            },
            "getCluster", "The cluster in a few figures", "Cluster"),
        health(parts),
        get_view(
            parts, "/v1/nodes",
            [](const ClusterView& view, Moment moment, const Request& /*request*/) {
                return http::json_response(nodes_answer(view, moment));
            },
            "listNodes", "Brokers and ZooKeeper servers, each as it was heard last", "Nodes"),
        topics(parts),
        may_stop(parts),
        plan(parts),
        events(parts),
        login_links(parts),
        text_metrics(parts),
        healthz(parts),
    };
    operations.push_back(get("/openapi.json", {}, "getDocument", "This document", "Document"));
    const auto document = http::json_response(make_openapi(operations, parts.version));
    operations.back().route.handler =
        http::Handler([document](const Request& /*request*/) { return answer_now(document); });
    for (auto& operation : operations) {
        check_queries(operation);
    }
    return operations;
}

std::vector<http::Route> make_routes(ApiParts& parts) {
    auto routes = make_page_routes(parts);
    for (auto& operation : make_operations(parts)) {
        routes.push_back(std::move(operation.route));
    }
    return routes;
}

http::Policy make_policy(ApiParts& parts) {
    return {.identify =
                [&parts](std::string_view method, const Access::HeaderMap& headers,
                         const http::Peer& peer) {
                    return parts.access.identify(method, headers, peer);
                },
            .credentials = "a bearer token, a login or a client certificate with",
            .challenge = "Bearer realm=\"ballast\"",
            .headers = page_headers(),
            .answered = [&parts](std::string_view pattern,
                                 int status) { parts.metrics.count_answer(pattern, status); }};
}

std::vector<http::Route> make_metrics_routes(ApiParts& parts) {
    return {{.method = "GET",
             .pattern = "/metrics",
             .least = Role::none,
             .handler = bind(parts, get_metrics),
             .body_limit = 0}};
}

http::ServerOptions api_server_options() {
    http::ServerOptions options;
    options.connections_per_address = options.connections / 2;
    return options;
}

}  // namespace ballast::coordinator
