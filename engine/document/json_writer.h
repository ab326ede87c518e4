// The piece of writing JSON that every writer needs. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace arnscope {

// Appends `text` to `out` as a JSON string in quotes. Control characters and DEL are escaped, the rest of
// Unicode stands as it is; a byte that is not UTF-8 becomes U+FFFD. O(bytes).
//   write_json_string(out, "a\"b")  // "a\"b"
void write_json_string(std::string& out, std::string_view text);

enum class Layout : uint8_t { kCompact, kIndented };

// Appends one JSON value to a text piece by piece, as it comes; commas, indentation and escapes are its own.
// REQUIRES: calls that make well-formed JSON: inside an object a key before each value, every bracket closed.
//   JsonWriter json(out, Layout::kCompact);
//   json.begin_object().key("name").string("x").end_object();  // {"name":"x"}
class JsonWriter {
 public:
  JsonWriter(std::string& out, Layout layout) : out_(out), layout_(layout) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view value);
  JsonWriter& number(int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  // JSON that is already written.
  JsonWriter& raw(std::string_view json);

  // A key with a string, and a key with a list of strings.
  JsonWriter& member(std::string_view name, std::string_view value) { return key(name).string(value); }
  template <class Strings>
  JsonWriter& member_list(std::string_view name, const Strings& values) {
    key(name).begin_array();
    for (const auto& value : values) string(value);
    return end_array();
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void before_value();
  void new_line();

  std::string& out_;
  Layout layout_;
  std::vector<bool> has_element_;  // one a bracket that is open
  bool after_key_ = false;
};

}  // namespace arnscope
