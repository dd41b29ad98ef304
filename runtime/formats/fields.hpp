#pragma once
// The rules every text field of a record keeps, whatever file it comes from.

#include <optional>
#include <string>
#include <string_view>

#include "domain/core/result.hpp"
#include "domain/core/time.hpp"

namespace riskflow::formats {

enum class Lines { one, many };

// What a text may be: valid UTF-8, so many characters (code points), no control characters (line
// breaks and tabs only where a text has many lines).
struct TextRule {
  std::size_t characters_max;
  Lines lines = Lines::one;
};

constexpr TextRule id_rule{128};
constexpr TextRule address_rule{320};  // RFC 5321, 4.5.3.1: 64 + '@' + 255
constexpr TextRule name_rule{256};
constexpr TextRule title_rule{512};
constexpr TextRule description_rule{4000, Lines::many};  // stays under an event's 16 KiB a value
constexpr TextRule remarks_rule{200, Lines::many};       // the HR connector's limits
constexpr TextRule rating_rule{25};

// Collects what is wrong with a record: the first fault is the one reported.
class FirstFault {
 public:
  void add(std::string_view field, std::string reason);

  // Adds a fault unless `text` keeps `rule`.
  void check(std::string_view field, std::string_view text, TextRule rule);

  // Adds a fault unless `text` looks like name@domain.
  void check_address(std::string_view field, std::string_view text);

  // Reads an ISO 8601 date-time; adds a fault when it is none.
  std::optional<Instant> time(std::string_view field, std::string_view text);

  bool found() const { return error_.has_value(); }

  // Error: invalid, naming the field.  Only when a fault was found.
  std::unexpected<Error> report() const;

 private:
  std::optional<Error> error_;
};

// An id as it is compared: a GUID in lower case, anything else as it stands.
std::string canonical_id(std::string_view text);

// Whether the text has the form of a GUID, 8-4-4-4-12 hexadecimal digits.
bool is_guid(std::string_view text);

// Equal when the case of ASCII letters does not count.
bool same_but_for_case(std::string_view a, std::string_view b);

// The ASCII letters and digits alone, in lower case: "Job level change" and "JobLevelChange" are
// one.
std::string plain_word(std::string_view text);

// A word of the source for an error message: itself when it is plainly an enumeration value, else
// nothing, because it might be anything.
std::string quoted_word(std::string_view text);

// The number of code points; nothing when the text is not UTF-8 (RFC 3629).
std::optional<std::size_t> count_characters(std::string_view text);

}  // namespace riskflow::formats
