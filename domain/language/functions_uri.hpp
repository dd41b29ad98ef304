#pragma once
// The parts of an absolute URI (RFC 3986), as .NET's Uri gives them.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<std::string> uri_host(const Text& uri);
Result<std::string> uri_path(const Text& uri);
Result<std::string> uri_path_and_query(const Text& uri);
Result<std::int64_t> uri_port(const Text& uri);
Result<std::string> uri_query(const Text& uri);
Result<std::string> uri_scheme(const Text& uri);

}  // namespace riskflow::language::builtin
