arnscope_test(unit_query SOURCES query/acme_test.cc query/action_patterns_test.cc)
