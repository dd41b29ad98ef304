#pragma once
// The walk over described structs that writes and reads cereal's portable binary format.  The only
// header that names cereal; the codec and the views' .cpp files include it.  Sizes are checked
// against the bytes that are left before anything is allocated.

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <ostream>
#include <span>
#include <streambuf>
#include <vector>

#include <cereal/archives/portable_binary.hpp>

#include "domain/described.hpp"
#include "domain/personal.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::codec {

// Takes a personal field while an event is written or read.
class PersonalFields {
 public:
  virtual ~PersonalFields() = default;
  virtual Bytes seal(std::uint16_t field, std::span<const SubjectRef> subjects, Purpose purpose,
                     BytesView plaintext) = 0;
};

// Thrown inside the codec only, and caught there: the bytes are not what they should be, or sealing
// failed.
struct Malformed {
  Error error;
};
[[noreturn]] inline void malformed(std::string what) {
  throw Malformed{{Errc::corrupt, std::move(what), {}, {}}};
}

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

// A stream buffer that appends to a string.
class StringSink final : public std::streambuf {
 public:
  explicit StringSink(Bytes& out) : out_(out) {}
  std::uint32_t size() const { return static_cast<std::uint32_t>(out_.size()); }

 protected:
  std::streamsize xsputn(const char* data, std::streamsize n) override {
    out_.append(data, static_cast<std::size_t>(n));
    return n;
  }
  int overflow(int c) override {
    if (c != traits_type::eof()) out_.push_back(static_cast<char>(c));
    return c;
  }

 private:
  Bytes& out_;
};

// Gives Writer the fresh value of a Personal: the one way in.
class Sealing {
 public:
  template <class T>
  static Bytes envelope(const domain::Personal<T>& value, std::uint16_t field,
                        PersonalFields* fields);
};

class Writer {
 public:
  Writer(Bytes& out, PersonalFields* fields)
      : sink_(out), stream_(&sink_), archive_(stream_), fields_(fields) {}

  // The personal fields that were written, in order.
  std::vector<SealedPiece> take_sealed() { return std::move(sealed_); }

  template <class T>
  void put(const T& value) {
    if constexpr (domain::is_personal<T>) {
      const auto begin = sink_.size();
      put_bytes(Sealing::envelope(value, personal_fields_++, fields_));
      if (!value.is_absent()) sealed_.push_back({begin, sink_.size() - begin});
    } else if constexpr (std::is_enum_v<T>) {
      if constexpr (domain::Worded<T>)
        if (!domain::is_word(value)) malformed("an enumeration has a number that it does not know");
      archive_(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_arithmetic_v<T>) {
      archive_(value);
    } else if constexpr (std::is_same_v<T, std::string>) {
      put_bytes(value);
    } else if constexpr (std::is_same_v<T, Instant>) {
      archive_(static_cast<std::int64_t>(value.time_since_epoch().count()));
    } else if constexpr (is_id<T>) {
      archive_(cereal::binary_data(value.bytes.data(), value.bytes.size()));
    } else if constexpr (std::is_same_v<T, PersonalRef>) {
      put(value.position);
      put(value.field);
    } else if constexpr (is_optional<T>) {
      put(static_cast<std::uint8_t>(value.has_value()));
      if (value) put(*value);
    } else if constexpr (is_vector<T>) {
      put(static_cast<std::uint32_t>(value.size()));
      for (const auto& item : value) put(item);
    } else {
      static_assert(domain::Described<T>, "this type has no stored form");
      domain::for_each_field(value, [&](const char*, const auto& field) { put(field); });
    }
  }

 private:
  void put_bytes(BytesView bytes) {
    archive_(static_cast<std::uint32_t>(bytes.size()));
    if (!bytes.empty()) archive_(cereal::binary_data(bytes.data(), bytes.size()));
  }

  StringSink sink_;
  std::ostream stream_;
  cereal::PortableBinaryOutputArchive archive_;
  PersonalFields* fields_;
  std::uint16_t personal_fields_ = 0;
  std::vector<SealedPiece> sealed_;
};

// Reads what cereal's archive wrote.  Not through cereal's own reader: the std::istream it takes
// costs as much to set up as half a dozen fields cost to read, and every replay would pay it for
// each event.
class Reader {
 public:
  // `position`: of the event, for the references that its personal fields become.
  Reader(BytesView bytes, Position position) : rest_(bytes), position_(position) {
    if (number<std::uint8_t>() != little_endian) malformed("the bytes are of another format");
  }

  bool done() const { return rest_.empty(); }

  template <class T>
  void get(T& value) {
    if constexpr (domain::is_personal<T>) {
      const auto envelope = view_bytes();
      const PersonalRef ref{position_, personal_fields_++};
      value = envelope.empty() ? T{} : T::sealed_at(ref);
      if (wanted_ && *wanted_ == ref.field) found_ = Bytes(envelope);
    } else if constexpr (std::is_same_v<T, bool>) {
      value = number<std::uint8_t>() != 0;
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(number<std::underlying_type_t<T>>());
      if constexpr (domain::Worded<T>)
        if (!domain::is_word(value)) malformed("an enumeration has a number that it does not know");
    } else if constexpr (std::is_arithmetic_v<T>) {
      value = number<T>();
    } else if constexpr (std::is_same_v<T, std::string>) {
      value.assign(view_bytes());
    } else if constexpr (std::is_same_v<T, Instant>) {
      value = Instant{std::chrono::microseconds{number<std::int64_t>()}};
    } else if constexpr (is_id<T>) {
      const auto bytes = take(value.bytes.size());
      std::memcpy(value.bytes.data(), bytes.data(), bytes.size());
    } else if constexpr (std::is_same_v<T, PersonalRef>) {
      get(value.position);
      get(value.field);
    } else if constexpr (is_optional<T>) {
      const auto there = number<std::uint8_t>();
      if (there > 1) malformed("an optional is neither there nor not");
      if (there == 1) get(value.emplace());
    } else if constexpr (is_vector<T>) {
      const auto size = number<std::uint32_t>();
      need(size);  // an item takes a byte at least
      value.resize(size);
      for (auto& item : value) get(item);
    } else {
      static_assert(domain::Described<T>, "this type has no stored form");
      domain::for_each_field(value, [&](const char*, auto& field) { get(field); });
    }
  }

  // Keeps the envelope of this personal field while reading.
  void want(std::uint16_t field) { wanted_ = field; }
  const std::optional<Bytes>& found() const { return found_; }

 private:
  // What cereal's archive begins with: its numbers are little-endian, on every machine.
  static constexpr std::uint8_t little_endian = 1;

  void need(std::size_t bytes) const {
    if (rest_.size() < bytes) malformed("the bytes end too early");
  }
  BytesView take(std::size_t bytes) {
    need(bytes);
    const BytesView taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }
  template <class N>
  N number() {
    std::array<char, sizeof(N)> bytes;
    std::ranges::copy(take(sizeof(N)), bytes.begin());
    if constexpr (std::endian::native == std::endian::big) std::ranges::reverse(bytes);
    return std::bit_cast<N>(bytes);
  }
  BytesView view_bytes() { return take(number<std::uint32_t>()); }

  BytesView rest_;
  Position position_;
  std::uint16_t personal_fields_ = 0;
  std::optional<std::uint16_t> wanted_;
  std::optional<Bytes> found_;
};

template <class T>
Bytes plain_bytes(const T& value) {
  Bytes bytes;
  Writer out(bytes, nullptr);
  out.put(value);
  return bytes;
}

template <class T>
Result<T> read_whole(BytesView bytes, Position position) {
  try {
    T value{};
    Reader in(bytes, position);
    in.get(value);
    if (!in.done()) return fail(Errc::corrupt, "there are bytes left over");
    return value;
  } catch (const Malformed& bad) { return fail(bad.error); }
}

template <class T>
Bytes Sealing::envelope(const domain::Personal<T>& value, std::uint16_t field,
                        PersonalFields* fields) {
  if (value.is_absent()) return {};
  if (!value.fresh_ || fields == nullptr)
    malformed("a personal value that was read is written again");
  return fields->seal(field, value.fresh_->subjects, value.fresh_->purpose,
                      plain_bytes(value.fresh_->value));
}

}  // namespace riskflow::codec
