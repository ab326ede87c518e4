#include "engine/report/junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/report/xml.h"

namespace arnscope {
namespace {

size_t count_failed(std::span<const JunitCase> cases) {
  return static_cast<size_t>(std::count_if(cases.begin(), cases.end(),
                                           [](const JunitCase& each) { return !each.failures.empty(); }));
}

void write_case(const JunitCase& test, std::string& xml) {
  xml += "    <testcase classname=\"";
  append_xml(xml, test.suite, XmlText::kAttribute);
  xml += "\" name=\"";
  append_xml(xml, test.name, XmlText::kAttribute);
  xml += "\" file=\"";
  append_xml(xml, test.suite, XmlText::kAttribute);
  xml += '"';
  if (test.line > 0) xml += fmt::format(" line=\"{}\"", test.line);
  if (test.failures.empty()) {
    xml += "/>\n";
    return;
  }
  xml += ">\n      <failure message=\"";
  append_xml(xml, test.failures.front(), XmlText::kAttribute);
  xml += "\">";
  for (const std::string& failure : test.failures) {
    append_xml(xml, failure);
    xml += '\n';
  }
  xml += "</failure>\n    </testcase>\n";
}

}  // namespace

void write_junit(std::span<const JunitCase> cases, Output& output) {
  output.write(
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<testsuites name=\"arnscope\" tests=\"{}\" failures=\"{}\">\n",
                  cases.size(), count_failed(cases)));
  while (!cases.empty() && !output.closed()) {
    size_t size = 1;
    while (size < cases.size() && cases[size].suite == cases[0].suite) ++size;
    const auto suite = cases.first(size);
    std::string xml = "  <testsuite name=\"";
    append_xml(xml, suite[0].suite, XmlText::kAttribute);
    xml += fmt::format("\" tests=\"{}\" failures=\"{}\">\n", size, count_failed(suite));
    for (const JunitCase& test : suite) write_case(test, xml);
    xml += "  </testsuite>\n";
    output.write(xml);
    cases = cases.subspan(size);
  }
  output.write("</testsuites>\n");
}

}  // namespace arnscope
