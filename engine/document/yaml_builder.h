// A Document out of the events of a YAML parser: anchors, aliases, merge keys and CloudFormation's short
// forms of functions become plain objects, lists and scalars. It knows no library. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/document/document.h"

namespace arnscope {

class YamlBuilder {
 public:
  // How many nodes aliases may repeat in one document: more is an attack, not a template.
  static constexpr uint32_t kMaxCopied = 1'000'000;

  // A node as the parser tells it: where its tag, anchor or first character stands; its tag, "?" for a plain
  // one without, "!" for a quoted one; the number of its anchor, 0 where it has none.
  struct Event {
    uint32_t at = 0;
    std::string_view tag = "?";
    size_t anchor = 0;
  };

  explicit YamlBuilder(std::shared_ptr<const Source> source) : source_(std::move(source)) {}

  // Each returns false where the document is not one that can be had: error() says why, and no more may come.
  bool scalar(const Event& event, std::string_view value);
  bool null(const Event& event);
  bool alias(const Event& event);
  bool begin(const Event& event, Kind kind);
  bool end();

  const std::optional<Error>& error() const { return error_; }

  // Where the last node ends.
  uint32_t last_end() const { return last_end_; }

  // REQUIRES: one whole value was told.
  std::shared_ptr<const Document> finish();

 private:
  // A list or object that has not ended.
  struct Open {
    uint32_t node = 0;
    uint32_t height = 1;  // how many levels it has, its own among them
    size_t anchor = 0;
    bool is_function = false;  // the object around the argument of a short form: ends with it
    bool wants_key = false;    // of an object
    bool merges = false;       // the value of `<<` comes next
    bool is_merge_list =
        false;  // the list of a `<<`: it has no node, and its aliases go to the object around
    // The keys of an object that merges another, and where the last of each name stands.
    std::unique_ptr<std::unordered_map<std::string, uint32_t>> names;
  };
  struct Anchor {
    uint32_t node = 0;
    uint32_t height = 0;  // 0 of a scalar
    bool is_known = false;
  };

  bool fail(Span span, std::string message);
  Open* top() { return open_.empty() ? nullptr : &open_.back(); }
  std::string_view text_of(const Node& node) const;
  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }
  Span tag_span(uint32_t at) const;

  bool has_room(const Event& event, uint32_t levels);
  bool begin_value(const Event& event, Kind kind);
  void end_value(uint32_t node, uint32_t height, size_t anchor);
  bool key(const Event& event, std::string_view value);
  void note_key(uint32_t node);
  bool function_name(const Event& event, std::string& name);
  bool known_tag(const Event& event);
  void open_function(const Event& event, std::string_view name);
  void add_text(Kind kind, Span span, std::string_view text);
  // Whether a scalar may be a number or a boolean.
  enum class Plain : uint8_t { kText, kAny };
  void add_scalar(uint32_t begin, std::string_view value, Plain plain);
  void add_attribute(uint32_t begin, std::string_view value);
  void close_top();
  uint32_t flow_end(char bracket) const;
  bool merge(const Event& event, const Anchor& anchor);
  bool copied(const Event& event, uint32_t count);
  void copy(uint32_t begin, uint32_t end);
  void drop_overridden();

  std::shared_ptr<const Source> source_;
  std::vector<Node> nodes_;
  std::vector<uint8_t> merged_;  // of each node: kMerged, kOverridden
  std::string arena_;
  std::vector<Open> open_;
  std::vector<Anchor> anchors_;
  uint32_t copied_ = 0;
  uint32_t last_end_ = 0;
  bool has_overridden_ = false;
  std::optional<Error> error_;
};

}  // namespace arnscope
