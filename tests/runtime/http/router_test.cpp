// The table of routes: which row answers, and what is said when none does.

#include "runtime/http/router.hpp"

#include <gtest/gtest.h>

#include "runtime/http/problem.hpp"

namespace riskflow::http {
namespace {

// What the handlers of this test get besides the request.
struct Trail {
  std::string handler;
};

Result<Response> list_cases(const Request&, Trail& trail) {
  trail.handler = "list_cases";
  return json("[]");
}
Result<Response> get_case(const Request& request, Trail& trail) {
  trail.handler = "get_case " + std::string(param(request, "case"));
  return json("{}");
}
Result<Response> closed_cases(const Request&, Trail& trail) {
  trail.handler = "closed_cases";
  return json("[]");
}
Result<Response> add_note(const Request& request, Trail& trail) {
  trail.handler = std::string(param(request, "case")) + "|" + std::string(param(request, "kind"));
  return fail(Errc::rejected, "the case is closed", "case");
}
Result<Response> answer_form(const Request&, Trail& trail) {
  trail.handler = "answer_form";
  return html("thanks");
}

using CaseRoute = Route<Trail>;
constexpr std::array routes{
    CaseRoute{{Method::get, "/v1.0/cases", "Lists cases.", "any role", "$top: how many\n$skip", ""},
              list_cases},
    CaseRoute{{Method::get, "/v1.0/cases/{case}", "Gives one case."}, get_case},
    CaseRoute{{Method::get, "/v1.0/cases/closed", "Lists closed cases."}, closed_cases},
    CaseRoute{{Method::post, "/v1.0/cases/{case}/notes/{kind}", "Adds a note.", "analysts", "",
               "{\"text\": \"seen\"}"},
              add_note,
              {},
              {.limit = 4096}},
    CaseRoute{{Method::post, "/r/{token}", "Takes an answer."}, answer_form, {}, {BodyKind::form}},
};
static_assert(routes_are_distinct(routes));

constexpr std::array twice{CaseRoute{{Method::get, "/a/{x}/b"}, list_cases},
                           CaseRoute{{Method::get, "/a/{y}/b"}, list_cases}};
static_assert(!routes_are_distinct(twice));
static_assert(!path_is_well_formed("a") && !path_is_well_formed("/a//b") &&
              !path_is_well_formed("/{a") && !path_is_well_formed("/a{b}") &&
              !path_is_well_formed("/{}") && !path_is_well_formed("/a/"));
static_assert(path_is_well_formed("/") && path_is_well_formed("/a/{b}"));

struct Outcome {
  unsigned status;
  std::string handler;
  Response response;
};

Outcome ask(Request request) {
  const Router<Trail> router(routes);
  Trail trail;
  auto result = router.dispatch(request, trail);
  auto response = result ? std::move(*result) : problem(result.error(), occasion_of(request));
  return {to_number(response.status), trail.handler, std::move(response)};
}

Request request_for(Method method, std::string path) {
  Request request;
  request.method = method;
  request.path = std::move(path);
  return request;
}

TEST(Router, FindsTheRowAndItsParameters) {
  struct Row {
    std::string_view name;
    Method method;
    std::string path;
    unsigned status;
    std::string_view handler;
  };
  const Row rows[] = {
      {"collection", Method::get, "/v1.0/cases", 200, "list_cases"},
      {"parameter", Method::get, "/v1.0/cases/7", 200, "get_case 7"},
      {"escaped parameter", Method::get, "/v1.0/cases/a%20b%2Fc", 200, "get_case a b/c"},
      {"plus means plus", Method::get, "/v1.0/cases/a+b", 200, "get_case a+b"},
      {"escaped literal", Method::get, "/v1.0/c%61ses", 200, "list_cases"},
      {"literal wins", Method::get, "/v1.0/cases/closed", 200, "closed_cases"},
      {"head is get", Method::head, "/v1.0/cases", 200, "list_cases"},
      {"two parameters", Method::post, "/v1.0/cases/7/notes/x", 422, "7|x"},
      {"unknown path", Method::get, "/v1.0/nothing", 404, ""},
      {"trailing slash", Method::get, "/v1.0/cases/", 404, ""},
      {"empty parameter", Method::post, "/v1.0/cases//notes/x", 404, ""},
      {"upper case", Method::get, "/V1.0/cases", 404, ""},
      {"dots are no walk", Method::get, "/v1.0/x/../cases", 404, ""},
      {"broken escape", Method::get, "/v1.0/cases/%zz", 400, ""},
      {"control character", Method::get, "/v1.0/cases/a%0Ab", 400, ""},
      {"broken utf-8", Method::get, "/v1.0/cases/%FF", 400, ""},
      {"wrong method", Method::del, "/v1.0/cases/7", 405, ""},
      {"trace", Method::other, "/v1.0/cases", 405, ""},
      {"connect", Method::other, "", 405, ""},
  };
  for (const auto& row : rows) {
    const auto outcome = ask(request_for(row.method, row.path));
    EXPECT_EQ(outcome.status, row.status) << row.name;
    EXPECT_EQ(outcome.handler, row.handler) << row.name;
  }
}

TEST(Router, A405NamesTheMethodsOfThePath) {
  EXPECT_EQ(ask(request_for(Method::put, "/v1.0/cases")).response.headers.find("Allow"),
            "GET, HEAD");
  EXPECT_EQ(ask(request_for(Method::get, "/r/abc")).response.headers.find("Allow"), "POST");
  EXPECT_EQ(ask(request_for(Method::options, "/r/abc")).status, 405u);
  EXPECT_EQ(ask(request_for(Method::other, "/nowhere")).response.headers.find("Allow"), "");
}

TEST(Router, ABodyOfAnotherMediaTypeIsRefused) {
  struct Row {
    std::string_view name;
    std::string path;
    Headers headers;
    std::string body;
    unsigned status;
  };
  const Row rows[] = {
      {"json", "/v1.0/cases/7/notes/x", {{"content-type", "application/json"}}, "{}", 422},
      {"json in utf-8",
       "/v1.0/cases/7/notes/x",
       {{"Content-Type", "Application/JSON; charset=UTF-8"}},
       "{}",
       422},
      {"no body", "/v1.0/cases/7/notes/x", {}, "", 422},
      {"no type", "/v1.0/cases/7/notes/x", {}, "{}", 415},
      {"text", "/v1.0/cases/7/notes/x", {{"Content-Type", "text/plain"}}, "{}", 415},
      {"json in latin",
       "/v1.0/cases/7/notes/x",
       {{"Content-Type", "application/json; charset=latin1"}},
       "{}",
       415},
      {"json-like type",
       "/v1.0/cases/7/notes/x",
       {{"Content-Type", "application/jsonx"}},
       "{}",
       415},
      {"form where json is due",
       "/v1.0/cases/7/notes/x",
       {{"Content-Type", std::string(form_type)}},
       "a=b",
       415},
      {"form where form is due", "/r/t", {{"Content-Type", std::string(form_type)}}, "a=b", 200},
      {"json where form is due", "/r/t", {{"Content-Type", "application/json"}}, "{}", 415},
  };
  for (const auto& row : rows) {
    auto request = request_for(Method::post, row.path);
    request.headers = row.headers;
    request.body = row.body;
    EXPECT_EQ(ask(request).status, row.status) << row.name;
  }
}

TEST(Router, ARouteHasItsOwnBodyLimit) {
  const Router<Trail> router(routes);
  EXPECT_EQ(router.body_limit(request_for(Method::post, "/v1.0/cases/7/notes/x")), 4096u);
  EXPECT_EQ(router.body_limit(request_for(Method::post, "/r/abc")), default_body_limit);
  EXPECT_EQ(router.body_limit(request_for(Method::post, "/nowhere")), default_body_limit);
}

// Rows may say who may, in a type of the application's.
enum class Permission { none, read };
TEST(Router, TheRowGivesTheApplicationItsPermission) {
  using Row = Route<Trail, Permission>;
  static constexpr std::array rows{
      Row{{Method::get, "/open"}, list_cases, Permission::none},
      Row{{Method::get, "/closed"}, list_cases, Permission::read},
  };
  const Router<Trail, Permission> router(rows);
  auto request = request_for(Method::get, "/closed");
  const auto found = router.find(request);
  EXPECT_EQ(std::get<const Row*>(found)->access, Permission::read);
}

TEST(Router, TheApiPageIsPrintedFromTheRows) {
  const Router<Trail> router(std::span(routes).first(1));
  EXPECT_EQ(api_markdown(router.docs()),
            "## `GET /v1.0/cases`\n"
            "\n"
            "Lists cases.\n"
            "\n"
            "Who may: any role.\n"
            "\n"
            "- `$top`: how many\n"
            "- `$skip`\n");
  const auto page = api_markdown(Router<Trail>(routes).docs());
  EXPECT_NE(page.find("Who may: anybody.\n\n## `GET /v1.0/cases/closed`"), std::string::npos);
  EXPECT_NE(page.find("```\n{\"text\": \"seen\"}\n```\n"), std::string::npos);
}

}  // namespace
}  // namespace riskflow::http
