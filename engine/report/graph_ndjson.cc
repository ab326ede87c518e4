#include <cassert>

#include "engine/report/graph_record.h"

namespace arnscope {
namespace {

class GraphNdjson final : public GraphWriter {
 public:
  explicit GraphNdjson(Output& output) : output_(output) {}

  bool begin() override { return !output_.closed(); }
  bool entity(const GraphEntity& entity) override { return write_record("entity", entity); }
  bool relationship(const GraphRelationship& relationship) override {
    return write_record("relationship", relationship);
  }
  bool finish() override { return output_.flush(); }

 private:
  template <class Record>
  bool write_record(std::string_view kind, const Record& record) {
    line_.clear();
    json_.begin_object().member("_kind", kind);
    write_json_members(json_, record);
    json_.end_object();
    line_ += '\n';
    return output_.write(line_);
  }

  Output& output_;
  std::string line_;
  JsonWriter json_{line_, Layout::kCompact};
};

}  // namespace

std::unique_ptr<GraphWriter> make_graph_ndjson(std::span<Output* const> outputs,
                                               const GraphSchema& /*schema*/) {
  assert(outputs.size() == 1);
  return std::make_unique<GraphNdjson>(*outputs[0]);
}

}  // namespace arnscope
