#include "engine/evaluate/simulate.h"

#include "engine/evaluate/decision_json.h"

namespace arnscope {
namespace {

void write_error(std::optional<Value> name, std::string_view message, uint64_t number, std::string& out) {
  JsonWriter json(out, Layout::kCompact);
  json.begin_object().key("name");
  if (name && name->is_string()) {
    json.string(name->text());
  } else {
    json.null();
  }
  json.member("error", message).key("line").number(static_cast<int64_t>(number)).end_object();
  out += '\n';
}

}  // namespace

void write_line_error(std::string_view message, uint64_t number, std::string& out) {
  write_error(std::nullopt, message, number, out);
}

Simulated Simulator::answer(const std::shared_ptr<const Source>& source, Span line, uint64_t number,
                            std::string& out) {
  auto document = json_.read(source, line, ScenarioReader::kPoliciesField);
  if (document) return answer((*document)->root(), number, out);
  write_line_error(document.error().message, number, out);
  return Simulated::kError;
}

Simulated Simulator::answer(Value value, uint64_t number, std::string& out) {
  auto scenario = reader_.read(value);
  if (!scenario) {
    write_error(value.find("name"), scenario.error().message, number, out);
    return Simulated::kError;
  }
  JsonWriter json(out, Layout::kCompact);
  json.begin_object().member("name", scenario->name);
  write_decision(json, explain_resources(scenario->request(), *scenario->policies), Places::kLeftOut);
  json.end_object();
  out += '\n';
  return Simulated::kDecided;
}

}  // namespace arnscope
