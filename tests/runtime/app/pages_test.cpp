// The pages of docs/ that are printed from tables: UPDATE_GOLDEN=1 prints them anew.

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "domain/permissions.hpp"
#include "runtime/app.hpp"

namespace riskflow::runtime {

static void expect_page(const std::string& name, const std::string& text) {
  const auto path = std::string(RISKFLOW_SOURCE_DIR) + "/docs/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream in(path);
  const std::string there{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(text, there) << "docs/" << name << " is out of date: run the test with UPDATE_GOLDEN=1";
}

TEST(Pages, TheApiPageIsPrintedFromTheRoutes) {
  const auto rows = App::api();
  expect_page("api.md",
              "# API\n\nPrinted from the routes of the server (runtime/api/routes.cpp).\n\n" +
                  http::api_markdown(rows));
}

TEST(Pages, ThePermissionsPageIsPrintedFromTheTable) {
  std::string text =
      "# Permissions\n\nPrinted from the one table (domain/permissions.cpp).\n\n| may |";
  const auto groups = domain::words(domain::RoleGroup{});
  for (const auto& group : groups) text += fmt::format(" {} |", group.text);
  text += "\n|---|";
  for (std::size_t i = 0; i < groups.size(); ++i) text += "---|";
  for (const auto& row : domain::grants()) {
    text += fmt::format("\n| {} |", row.words);
    for (const auto& group : groups)
      text += domain::allows({group.value}, row.permission) ? " yes |" : " |";
  }
  expect_page("permissions.md", text + "\n");
}

}  // namespace riskflow::runtime
