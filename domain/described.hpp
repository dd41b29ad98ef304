#pragma once
// An event is a struct plus one line that names its fields: RISKFLOW_DESCRIBE(type, fields...) is
// BOOST_DESCRIBE_STRUCT and the proof that no field was forgotten.  From that line come its bytes,
// its JSON for people, and its test printing.

#include <type_traits>

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <boost/pfr/tuple_size.hpp>

// The one sanctioned macro.  A type without fields: RISKFLOW_DESCRIBE(Type).
#define RISKFLOW_DESCRIBE(Type, ...)                                                      \
  BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__))                                          \
  static_assert(                                                                          \
      boost::mp11::mp_size<                                                               \
          boost::describe::describe_members<Type, boost::describe::mod_public>>::value == \
          boost::pfr::tuple_size_v<Type>,                                                 \
      #Type ": a field is missing in its description");

namespace riskflow::domain {

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
concept Described = boost::describe::has_describe_members<std::remove_cvref_t<T>>::value;

// Calls `visit(name, member)` for each field of `object`, in the order of the description.
template <Described T, class Visit>
constexpr void for_each_field(T&& object, Visit&& visit) {
  boost::mp11::mp_for_each<members_of<std::remove_cvref_t<T>>>(
      [&](auto field) { visit(field.name, object.*field.pointer); });
}

}  // namespace riskflow::domain
