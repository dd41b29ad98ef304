#pragma once
// `typed<f>` turns a plain C++ function into a row's `apply`: it checks and converts each argument
// to the type of f's parameter, so that f holds the rule and nothing else.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "domain/language/functions.hpp"

namespace riskflow::language {

// A parameter that takes a string or an envelope, which is decoded.
struct Text {
  std::string decoded;
  const std::string* stored = nullptr;
  std::string_view view() const { return stored != nullptr ? *stored : decoded; }
};

// A parameter that takes an integer, a float or a decimal.
struct Number {
  Kind kind = Kind::integer;
  std::int64_t integer = 0;
  double real = 0;                   // set for all but decimals
  std::optional<Decimal> decimal{};  // set for decimals
  Value value() const;
};

// "argument 2 must be a string, but is null".
[[nodiscard]] std::unexpected<Error> wrong_argument(std::size_t index, std::string_view wanted,
                                                    const Value& found);

// An error of a function that is not about the kind of one argument.
[[nodiscard]] std::unexpected<Error> cannot(std::string message);

Result<Number> number_argument(const Value& value, std::size_t index);

// How a parameter of type T is read from the arguments and passed on.
template <class T>
struct Argument;

template <>
struct Argument<Value> {
  static Result<const Value*> read(Arguments all, std::size_t i) { return &all[i]; }
  static const Value& pass(const Value* held) { return *held; }
};

template <>
struct Argument<std::string_view> {
  static Result<const Value*> read(Arguments all, std::size_t i) {
    if (all[i].kind() != Kind::string) return wrong_argument(i, "a string", all[i]);
    return &all[i];
  }
  static std::string_view pass(const Value* held) { return held->text(); }
};

template <>
struct Argument<Text> {
  static Result<Text> read(Arguments all, std::size_t i);
  static const Text& pass(Text& held) { return held; }
};

template <>
struct Argument<std::int64_t> {
  static Result<std::int64_t> read(Arguments all, std::size_t i) {
    if (all[i].kind() != Kind::integer) return wrong_argument(i, "an integer", all[i]);
    return all[i].integer();
  }
  static std::int64_t pass(std::int64_t held) { return held; }
};

template <>
struct Argument<bool> {
  static Result<bool> read(Arguments all, std::size_t i) {
    if (all[i].kind() != Kind::boolean) return wrong_argument(i, "a boolean", all[i]);
    return all[i].boolean();
  }
  static bool pass(bool value) { return value; }
};

template <>
struct Argument<Number> {
  static Result<Number> read(Arguments all, std::size_t i) { return number_argument(all[i], i); }
  static const Number& pass(Number& held) { return held; }
};

template <>
struct Argument<Value::Array> {
  static Result<const Value*> read(Arguments all, std::size_t i) {
    if (all[i].kind() != Kind::array) return wrong_argument(i, "an array", all[i]);
    return &all[i];
  }
  static const Value::Array& pass(const Value* held) { return held->items(); }
};

template <>
struct Argument<Value::Members> {
  static Result<const Value*> read(Arguments all, std::size_t i) {
    if (all[i].kind() != Kind::object) return wrong_argument(i, "an object", all[i]);
    return &all[i];
  }
  static const Value::Members& pass(const Value* held) { return held->members(); }
};

// All arguments from here on.
template <>
struct Argument<Arguments> {
  static Result<Arguments> read(Arguments all, std::size_t i) { return all.subspan(i); }
  static Arguments pass(Arguments held) { return held; }
};

// A trailing argument that may be left out.
template <class T>
struct Argument<std::optional<T>> {
  static Result<std::optional<T>> read(Arguments all, std::size_t i) {
    if (i >= all.size()) return std::optional<T>{};
    auto held = Argument<T>::read(all, i);
    if (!held) return fail(held.error());
    return std::optional<T>{Argument<T>::pass(*held)};
  }
  static const std::optional<T>& pass(std::optional<T>& held) { return held; }
};

template <class T>
Result<Value> as_value(T&& result) {
  if constexpr (std::is_same_v<std::remove_cvref_t<T>, Value::Array>) {
    return Value::array(std::forward<T>(result));
  } else if constexpr (std::is_same_v<std::remove_cvref_t<T>, Value::Members>) {
    return Value::object(std::forward<T>(result));
  } else {
    return Value{std::forward<T>(result)};
  }
}

template <class T>
Result<Value> as_value(Result<T> result) {
  if (!result) return fail(result.error());
  return as_value(*std::move(result));
}

template <class... Held>
const Error* first_error(const std::tuple<Held...>& held) {
  const Error* first = nullptr;
  std::apply(
      [&](const auto&... each) {
        ((first = first == nullptr && !each ? &each.error() : first), ...);
      },
      held);
  return first;
}

template <class F, class... P, std::size_t... I>
Result<Value> call_typed(F invoke, Arguments all, std::index_sequence<I...>, std::tuple<P...>*) {
  std::tuple held{Argument<P>::read(all, I)...};
  if (const auto* error = first_error(held)) return fail(*error);
  return as_value(invoke(Argument<P>::pass(*std::get<I>(held))...));
}

template <class R, class... P>
Result<Value> call_plain(R (*f)(P...), Arguments all, Context&) {
  std::tuple<std::remove_cvref_t<P>...>* types = nullptr;
  return call_typed(f, all, std::index_sequence_for<P...>{}, types);
}

template <class R, class... P>
Result<Value> call_plain(R (*f)(Context&, P...), Arguments all, Context& context) {
  std::tuple<std::remove_cvref_t<P>...>* types = nullptr;
  return call_typed(
      [&](auto&&... values) { return f(context, std::forward<decltype(values)>(values)...); }, all,
      std::index_sequence_for<P...>{}, types);
}

template <auto F>
Result<Value> typed(Arguments all, Context& context) {
  return call_plain(F, all, context);
}

}  // namespace riskflow::language
