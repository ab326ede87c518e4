// A value written as JSON, whatever it was read from: what two documents are compared by.
#pragma once

#include <string>
#include <vector>

#include "engine/document/document.h"
#include "engine/document/json_writer.h"

namespace arnscope {

inline std::string as_json(Value root) {
  const Document& document = root.document();
  const std::vector<Node>& nodes = document.nodes();
  std::string out;
  JsonWriter json(out, Layout::kCompact);
  struct Open {
    uint32_t end;
    Kind kind;
    bool is_key;
  };
  std::vector<Open> open;
  uint32_t at = root.index();
  do {
    const Value value(&document, at);
    const bool is_key = !open.empty() && open.back().kind == Kind::kObject && open.back().is_key;
    if (!open.empty()) open.back().is_key = !open.back().is_key;
    if (value.is_object() || value.is_array()) {
      if (value.is_object()) {
        json.begin_object();
      } else {
        json.begin_array();
      }
      open.push_back({nodes[at].next, value.kind(), true});
    } else if (is_key) {
      json.key(value.text());
    } else if (value.is_string()) {
      json.string(value.text());
    } else {
      json.raw(value.text());
    }
    ++at;
    while (!open.empty() && open.back().end == at) {
      if (open.back().kind == Kind::kObject) {
        json.end_object();
      } else {
        json.end_array();
      }
      open.pop_back();
    }
  } while (!open.empty());
  return out;
}

}  // namespace arnscope
