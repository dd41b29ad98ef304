#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"

namespace riskflow::tidy {
namespace {

// The libraries that a folder may include beside the standard library.  The first row that holds
// the file counts; a folder without a row may include what the other rules leave it.
struct Shelf {
  std::string_view folder;
  std::array<std::string_view, 8> libraries;  // beginnings of include paths
};
constexpr std::array shelves{
    // Decoding and collation are parsers' work: these files, and no other, may use a parser.
    Shelf{"domain/language/value_parse.cpp", {"fmt/", "boost/json"}},
    Shelf{"domain/language/xml.cpp", {"fmt/", "libxml/"}},
    Shelf{"domain/language/culture.cpp", {"fmt/", "unicode/"}},
    Shelf{"domain/language/time_zones.cpp", {"fmt/", "unicode/"}},
    Shelf{"domain/language/regular_expression.cpp", {"fmt/", "unicode/"}},
    Shelf{"domain/core", {"fmt/"}},
    Shelf{"domain/codec", {"fmt/", "boost/describe", "boost/mp11", "boost/pfr", "cereal/"}},
    Shelf{"domain", {"fmt/", "boost/describe", "boost/mp11", "boost/pfr"}},
    Shelf{"eventstore/proof", {"fmt/", "openssl/"}},
    Shelf{"eventstore",
          {"fmt/", "openssl/", "rocksdb/", "boost/asio/", "sys/", "unistd.h", "fcntl.h"}},
    Shelf{"projections",
          {"fmt/", "openssl/", "rocksdb/", "boost/describe", "boost/mp11", "boost/pfr", "sys/",
           "unistd.h"}},
};

// <vector> and <cstdint>, but not <csv.h> or <sys/stat.h>.
bool is_standard(std::string_view include) {
  return include.find_first_of("./") == std::string_view::npos;
}

Violations foreign_includes(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    const auto* shelf = std::ranges::find_if(
        shelves, [&](const Shelf& row) { return lies_in(file.path, row.folder); });
    if (shelf == shelves.end()) continue;
    for (const auto& include : includes_of(file)) {
      if (include.form == Include::Form::quoted || is_standard(include.path)) continue;
      const bool allowed = std::ranges::any_of(shelf->libraries, [&](auto library) {
        return !library.empty() && include.path.starts_with(library);
      });
      if (!allowed)
        found.push_back({file.path, include.line,
                         fmt::format("<{}> is not for {}", include.path, shelf->folder)});
    }
  }
  return found;
}

bool is_proving(std::string_view path) { return lies_in(path, "tests") || lies_in(path, "bench"); }

bool names_cereal(const SourceFile& file) { return lies_in(file.path, "domain/codec"); }

bool names_rocksdb(const SourceFile& file) {
  const auto folder = folder_of(file.path);
  return folder == "eventstore" || folder == "projections";
}

bool names_beast(const SourceFile& file) {
  return !is_header(file) && folder_of(file.path) == "runtime/http";
}

// A library that may be named, by include or in code, in some files only.
struct Reserved {
  std::string_view include;
  std::string_view name;
  bool (*may)(const SourceFile& file);
};

Violations strays(const Tree& tree, const Reserved& library) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_cpp(file) || is_proving(file.path) || library.may(file)) continue;
    for (const auto& include : includes_of(file))
      if (include.path.starts_with(library.include))
        found.push_back({file.path, include.line, fmt::format("includes <{}>", include.path)});
    for (const auto& token : tokens_of(file))
      if (token.text == library.name)
        found.push_back({file.path, token.line, fmt::format("names {}", library.name)});
  }
  return found;
}

Violations stray_cereal(const Tree& tree) {
  return strays(tree, {"cereal/", "cereal", names_cereal});
}
Violations stray_rocksdb(const Tree& tree) {
  return strays(tree, {"rocksdb/", "rocksdb", names_rocksdb});
}
Violations stray_beast(const Tree& tree) {
  return strays(tree, {"boost/beast", "beast", names_beast});
}

// 1 to 10 seconds each for whoever includes the header.
constexpr std::array heavy{"boost/asio", "boost/beast", "boost/json", "boost/url", "cereal/",
                           "curl/",      "gmime/",      "glib",       "spdlog/",   "openssl/",
                           "rocksdb/",   "libxml/",     "unicode/",   "toml++/",   "CLI/"};

Violations heavy_headers(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_header(file) || !is_product(file.path)) continue;
    for (const auto& include : includes_of(file)) {
      const bool is_heavy = std::ranges::any_of(
          heavy, [&](auto library) { return include.path.starts_with(library); });
      if (is_heavy && !include.path.ends_with("fwd.hpp"))
        found.push_back(
            {file.path, include.line, fmt::format("<{}> belongs in a .cpp file", include.path)});
    }
  }
  return found;
}

}  // namespace

std::vector<Rule> library_rules() {
  return {
      {"LibrariesOfEachLayer",
       "a layer includes the third-party libraries of its shelf and no other; in domain/language "
       "only the named .cpp files use a parser",
       foreign_includes,
       {{{"domain/a.cpp", "#include <rocksdb/db.h>\n"}},
        {{"domain/a.hpp", "#include <boost/asio/awaitable.hpp>\n"}},
        {{"domain/core/a.cpp", "#include <boost/mp11/list.hpp>\n"}},
        {{"domain/language/value.cpp", "#include <boost/json/value.hpp>\n"}},
        {{"domain/language/a.cpp", "#include <unicode/ucol.h>\n"}},
        {{"eventstore/a.cpp", "#include <spdlog/spdlog.h>\n"}},
        {{"eventstore/proof/a.cpp", "#include <rocksdb/db.h>\n"}},
        {{"projections/a.cpp", "#include <curl/curl.h>\n"}}},
       {{"domain/a.cpp", "#include <fmt/format.h>\n#include <vector>\n#include <boost/pfr.hpp>\n"},
        {"domain/language/value_parse.cpp", "#include <boost/json/basic_parser_impl.hpp>\n"},
        {"eventstore/a.cpp", "#include <rocksdb/db.h>\n#include <sys/stat.h>\n"},
        {"eventstore/proof/a.cpp", "#include <openssl/evp.h>\n"},
        {"runtime/a.cpp", "#include <csv.h>\n"}}},
      {"CerealInTheCodecOnly",
       "one place knows the bytes of an event: cereal is named in domain/codec/ and nowhere else",
       stray_cereal,
       {{{"domain/alert.hpp", "#include <cereal/cereal.hpp>\n"}},
        {{"projections/a.cpp", "void f(cereal::PortableBinaryInputArchive&);\n"}}},
       {{"domain/codec/a.hpp", "#include <cereal/cereal.hpp>\n"},
        {"domain/a.hpp", "// cereal reads this\n"},
        {"tests/a.cpp", "#include <cereal/cereal.hpp>\n"}}},
      {"RocksDbInTheStoresOnly",
       "RocksDB is named in eventstore/ and projections/ only (and included by no header): the "
       "rest "
       "does not know what holds the bytes",
       stray_rocksdb,
       {{{"runtime/a.hpp", "namespace rocksdb { class DB; }\n"}},
        {{"tools/a.cpp", "#include <rocksdb/db.h>\n"}},
        {{"runtime/a.cpp", "rocksdb::Status s;\n"}},
        {{"eventstore/proof/a.cpp", "rocksdb::Status s;\n"}}},
       {{"eventstore/log.cpp", "#include <rocksdb/db.h>\nrocksdb::DB* db;\n"},
        {"projections/views.hpp", "namespace rocksdb { class DB; }\n"},
        {"runtime/a.cpp", "auto text = \"rocksdb\";\n"}}},
      {"BeastInHttpOnly",
       "Beast is named in runtime/http/*.cpp only",
       stray_beast,
       {{{"runtime/http/server.hpp", "#include <boost/beast/http/parser.hpp>\n"}},
        {{"runtime/flow/a.cpp", "boost::beast::flat_buffer b;\n"}},
        {{"tools/a.cpp", "#include <boost/beast/core.hpp>\n"}}},
       {{"runtime/http/session.cpp", "#include <boost/beast/http/parser.hpp>\n"}}},
      {"HeavyHeadersInSourceFiles",
       "a header that costs a second or more is included by .cpp files only; eventstore/"
       "awaitable.hpp is the door to Asio",
       heavy_headers,
       {{{"runtime/a.hpp", "#include <boost/asio/io_context.hpp>\n"}},
        {{"eventstore/a.hpp", "#include <rocksdb/db.h>\n"}},
        {{"eventstore/a.hpp", "#include <openssl/evp.h>\n"}},
        {{"runtime/a.hpp", "#include <boost/json.hpp>\n"}},
        {{"tools/a.hpp", "#include <CLI/CLI.hpp>\n"}}},
       {{"runtime/a.hpp", "#include <boost/json/fwd.hpp>\n#include <fmt/format.h>\n"},
        {"runtime/a.cpp", "#include <boost/asio/io_context.hpp>\n"}}},
  };
}

}  // namespace riskflow::tidy
