#include <cassert>

#include "engine/report/graph_record.h"

namespace arnscope {
namespace {

class GraphJson final : public GraphWriter {
 public:
  explicit GraphJson(Output& output) : output_(output) {}

  bool begin() override { return output_.write("{\n  \"entities\": ["); }

  bool entity(const GraphEntity& entity) override {
    assert(list_ == List::kEntities);
    return write_record(entity);
  }

  bool relationship(const GraphRelationship& relationship) override {
    begin_relationships();
    return write_record(relationship);
  }

  bool finish() override {
    begin_relationships();
    output_.write(empty_ ? "]\n}\n" : "\n  ]\n}\n");
    return output_.flush();
  }

 private:
  enum class List : uint8_t { kEntities, kRelationships };

  void begin_relationships() {
    if (list_ == List::kRelationships) return;
    output_.write(empty_ ? "],\n  \"relationships\": [" : "\n  ],\n  \"relationships\": [");
    list_ = List::kRelationships;
    empty_ = true;
  }

  template <class Record>
  bool write_record(const Record& record) {
    line_ = empty_ ? "\n    " : ",\n    ";
    empty_ = false;
    json_.begin_object();
    write_json_members(json_, record);
    json_.end_object();
    return output_.write(line_);
  }

  Output& output_;
  std::string line_;
  JsonWriter json_{line_, Layout::kCompact};
  List list_ = List::kEntities;
  bool empty_ = true;  // no record yet in the list that is open
};

}  // namespace

std::unique_ptr<GraphWriter> make_graph_json(std::span<Output* const> outputs,
                                             const GraphSchema& /*schema*/) {
  assert(outputs.size() == 1);
  return std::make_unique<GraphJson>(*outputs[0]);
}

}  // namespace arnscope
