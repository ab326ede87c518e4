#include "engine/report/junit.h"

#include <gtest/gtest.h>

#include "tests/unit/report/capture.h"

namespace arnscope {
namespace {

std::string junit(const std::vector<JunitCase>& cases) {
  std::string text;
  Output output([&text](std::string_view piece) { return text.append(piece), true; });
  write_junit(cases, output);
  output.flush();
  return text;
}

TEST(Junit, SuitesAndFailures) {
  EXPECT_EQ(junit({{"a.json", "one", 3, {}}, {"a.json", "two", 0, {"x", "y"}}, {"b.json", "three", 1, {}}}),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="arnscope" tests="3" failures="1">
  <testsuite name="a.json" tests="2" failures="1">
    <testcase classname="a.json" name="one" file="a.json" line="3"/>
    <testcase classname="a.json" name="two" file="a.json">
      <failure message="x">x
y
</failure>
    </testcase>
  </testsuite>
  <testsuite name="b.json" tests="1" failures="0">
    <testcase classname="b.json" name="three" file="b.json" line="1"/>
  </testsuite>
</testsuites>
)");
  EXPECT_EQ(junit({}),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites name=\"arnscope\" tests=\"0\" failures=\"0\">\n</testsuites>\n");
}

TEST(Junit, HostileNames) {
  const std::string text =
      junit({{"a\"><b>&.json", std::string("\x1b[31m\0x\xff", 8), 0, {"<![CDATA[ ]]>"}}});
  EXPECT_NE(text.find("a&quot;&gt;&lt;b&gt;&amp;.json"), std::string::npos) << text;
  EXPECT_NE(text.find("name=\"\uFFFD[31m\uFFFDx\uFFFD\""), std::string::npos) << text;
  EXPECT_NE(text.find(">&lt;![CDATA[ ]]&gt;\n<"), std::string::npos) << text;
}

}  // namespace
}  // namespace arnscope
