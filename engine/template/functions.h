// CloudFormation's intrinsic functions, as far as they are certain before a deployment: what the parts of a
// template come to when nobody gives parameters. One thread.
// Source: CloudFormation User Guide, "Intrinsic function reference", and a page for each function.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/document/document.h"

namespace arnscope {

// The name of the function that an object calls, as in {"Fn::Sub": ...}; "" where it calls none. Its argument
// is the object's one member.
std::string_view function_called(Value value);
Value function_argument(Value call);  // REQUIRES: !function_called(call).empty()

// Whether it is {"Ref": "AWS::NoValue"}: what stands there is as if it were not there.
bool is_no_value(Value value);

// A text that a function or a plain value came to.
struct KnownText {
  std::string text;
  std::vector<Source::Mark> marks;  // where its pieces stand in the template, see Source::embedded
  bool open = false;                // has placeholders in it
};

// What a part of a template came to.
struct ResolvedValue {
  std::shared_ptr<const Document> document;  // which holds `value`
  Value value;
  bool open = false;
};

class Functions {
 public:
  // How much text the functions of one template may make: more is an attack, not a template.
  static constexpr size_t kMaxText = 8'000'000;

  // Reads Parameters and Mappings of the template. O(their members).
  explicit Functions(std::shared_ptr<const Document> document);

  // `value` with each function in it replaced by what it comes to, in a document of its own where there are
  // any; its nodes have their places in the template. What a function comes to is certain for
  // - Ref to a parameter that has a default, `AWS::NoValue`, Fn::Sub, Fn::Join, Fn::Select, Fn::Split and
  //   Fn::FindInMap over what is certain.
  // Anything else is a placeholder, `<Bucket.Arn>`, which has no character that ARNs and policies give a
  // meaning, and the result is open. So is it with Fn::If: both branches stand where it is an element of a
  // list, else the first that is there. O(size of the value and of the text made).
  ResolvedValue resolve(Value value);

  // A text that is plain or a function that comes to one; nothing for other values.
  std::optional<KnownText> text(Value value);

  // The logical id of the resource that the value refers to, by Ref or Fn::GetAtt; "" where it does not.
  std::string_view resource(Value value) const;

 private:
  class Evaluator;
  friend class Evaluator;

  std::shared_ptr<const Document> document_;
  std::unordered_map<std::string_view, Value> parameters_;
  std::optional<Value> mappings_;
  size_t text_made_ = 0;
};

}  // namespace arnscope
