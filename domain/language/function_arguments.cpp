#include "domain/language/function_arguments.hpp"

#include <fmt/format.h>

#include "domain/language/envelope.hpp"
#include "domain/language/expression.hpp"

namespace riskflow::language {

std::unexpected<Error> cannot(std::string message) {
  return fail(Errc::invalid, std::move(message), std::string(invalid_template));
}

std::unexpected<Error> wrong_argument(std::size_t index, std::string_view wanted,
                                      const Value& found) {
  return cannot(
      fmt::format("argument {} must be {}, but is {}", index + 1, wanted, to_text(found.kind())));
}

Value Number::value() const {
  if (decimal) return *decimal;
  return kind == Kind::integer ? Value{integer} : Value{real};
}

Result<Number> number_argument(const Value& value, std::size_t index) {
  if (value.kind() == Kind::integer)
    return Number{Kind::integer, value.integer(), static_cast<double>(value.integer())};
  if (value.kind() == Kind::real) return Number{Kind::real, 0, value.real()};
  if (value.kind() == Kind::decimal) return Number{Kind::decimal, 0, 0, value.decimal()};
  return wrong_argument(index, "a number", value);
}

Result<Text> Argument<Text>::read(Arguments all, std::size_t i) {
  if (all[i].kind() == Kind::string) return Text{{}, &all[i].text()};
  auto decoded = envelope_text(all[i]);
  if (!decoded) return wrong_argument(i, "a string", all[i]);
  return Text{*std::move(decoded), nullptr};
}

}  // namespace riskflow::language
