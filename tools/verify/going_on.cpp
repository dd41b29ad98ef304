#include "tools/verify/going_on.hpp"

#include "eventstore/proof/export.hpp"

namespace riskflow::verify {

namespace {

// The payload of safekeeping.continued, from front to back (docs/format.md, "Going on, on record").
class Fields {
 public:
  explicit Fields(BytesView bytes) : bytes_(bytes) {}

  // Little-endian.
  std::uint64_t number(std::size_t size) {
    const auto bytes = take(size);
    std::uint64_t out = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
      out = out << 8 | static_cast<unsigned char>(bytes[i]);
    return out;
  }
  std::string_view text() { return take(static_cast<std::size_t>(number(4))); }
  bool are_taken() const { return is_whole_ && bytes_.empty(); }

 private:
  BytesView take(std::size_t size) {
    is_whole_ = is_whole_ && size <= bytes_.size();
    if (!is_whole_) return {};
    const auto out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }

  BytesView bytes_;
  bool is_whole_ = true;
};

}  // namespace

// It is the first that the new log has of its own.
void tell_where_it_goes_on_from(proof::ExportVerifier& verifier) {
  const auto& event = verifier.newest();
  const auto& written = event.leaf.event;
  if (written.stream != "safekeeping" || written.type != "safekeeping.continued" ||
      written.schema != 1)
    return;
  Fields fields(event.payload_bytes);
  const auto format = fields.number(1);
  const auto origin = fields.text();
  (void)fields.number(8);  // of the old log's newest checkpoint: size
  (void)fields.text();     // and root
  const auto kept = fields.number(8);
  if (format == 1 && fields.are_taken() && kept == to_number(event.leaf.position()))
    verifier.goes_on_from(origin, kept);
}

}  // namespace riskflow::verify
