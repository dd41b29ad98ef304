#pragma once
// The invented organisation: every fact about an employee follows from the seed and the employee's
// number, so a hundred thousand of them take no memory.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/sample/words.hpp"

namespace riskflow::sample {

constexpr std::string_view company_name = "Example Aerodynamics (synthetic)";
constexpr std::string_view mail_domain = "example.test";  // reserved: RFC 6761

struct Employee {
  std::string object_id;
  std::string given_name;
  std::string family_name;
  std::string display_name;
  std::string alias;  // unique
  std::string upn;    // alias@example.test; also the mail address
  std::string job_title;
  std::string_view department;
  Office office;
  std::string employee_id;
  bool enabled = true;
};

// Pure: safe to use from any thread.
class Organisation {
 public:
  Organisation(std::uint64_t seed, std::uint64_t employees);

  std::uint64_t seed() const { return seed_; }
  std::uint64_t size() const { return size_; }
  const std::string& tenant_id() const { return tenant_id_; }

  // Employee 0 leads everybody; 0 <= number < size().
  Employee employee(std::uint64_t number) const;

  // A tree, eight to a manager: a number below this one.
  static std::optional<std::uint64_t> manager_of(std::uint64_t number);

  std::string policy_id(std::size_t policy) const;

 private:
  Name given_name_of(std::uint64_t number) const;
  Name family_name_of(std::uint64_t number) const;
  std::string job_title_of(std::uint64_t number) const;

  std::uint64_t seed_;
  std::uint64_t size_;
  std::uint64_t name_offset_;
  std::string tenant_id_;
};

}  // namespace riskflow::sample
