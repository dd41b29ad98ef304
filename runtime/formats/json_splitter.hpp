#pragma once
// Cuts JSON files into records: pages `{"value":[...]}`, one or several after another, plain
// arrays, and records that stand alone, one after another or one a line (NDJSON).
//
// It counts brackets outside strings and looks at nothing else, so a record with a wrong number or
// name is still cut out and only that record fails when it is parsed.  When the brackets themselves
// are wrong: inside a page or array nothing behind can be trusted, and the report says that reading
// stops there; among records that stand alone it goes on at the next line that begins with `{`.
// A record that is nested too deep is skipped like one that is too large.
//
// Memory: the largest record and a few chunks, whatever the size of the file.

#include <string>

#include "runtime/formats/byte_window.hpp"
#include "runtime/formats/splitter.hpp"

namespace riskflow::formats {

class JsonSplitter final : public Splitter {
 public:
  // `window` stands at the first byte behind a byte order mark.
  JsonSplitter(ByteWindow window, SplitLimits limits);

  Result<std::optional<RawRecord>> next() override;
  std::uint64_t bytes_read() const override { return window_.offset() + pos_; }
  std::optional<std::uint64_t> size() const override { return window_.size(); }

  // The `@odata.context` of the page being read, or empty.
  const std::string& context() const { return context_; }

 private:
  enum class Where { root, array, page_tail, ended };
  enum class Step { again, record, failed };

  Step at_root();
  Step root_object();
  Step in_array();
  Step in_page_tail();
  Step finish_record();
  Step stop_here();

  bool read_member_name(std::string& name);
  bool read_string(std::string& start_of_it);
  bool skip_string();
  bool skip_value();
  bool skip_nested();
  bool skip_scalar();

  int peek();
  bool refill();
  void skip_blanks();
  void begin_record();
  void give_back();

  bool broken(std::string_view reason);
  void report(Errc code, std::string reason, std::uint64_t offset);
  void recover();
  std::size_t line_with_brace(std::size_t from) const;

  ByteWindow window_;
  SplitLimits limits_;
  Where where_ = Where::root;
  std::size_t pos_ = 0;                       // in window_.unread()
  bool keeping_ = false;                      // the bytes before pos_ belong to a record
  bool oversize_ = false;                     // that record is too large and its bytes are gone
  bool in_record_ = false;                    // what is read has a number
  bool in_page_ = false;                      // the array belongs to a page object
  bool first_in_array_ = false;               // no comma is due
  std::uint64_t number_ = 0;                  // of the record being read, or of the last one
  std::uint64_t record_offset_ = 0;           // in the file
  std::optional<std::uint64_t> too_deep_at_;  // where in the file the record got too deep
  std::uint64_t rescanned_ = 0;  // bytes read again to go on behind records that never close
  std::string context_;
  std::optional<Error> error_;
};

}  // namespace riskflow::formats
