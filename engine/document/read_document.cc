#include "engine/document/read_document.h"

#include "engine/document/json_reader.h"
#include "engine/document/yaml_reader.h"

namespace arnscope {

Result<std::shared_ptr<const Document>> read_document(const std::shared_ptr<const Source>& source) {
  const std::string_view text = source->text();
  const size_t first = text.find_first_not_of(" \n\t\r");
  const bool is_json = first == std::string_view::npos || text[first] == '{' || text[first] == '[';
  return is_json ? read_json(source) : read_yaml(source);
}

}  // namespace arnscope
