arnscope_test(unit_report
  SOURCES report/findings_test.cc report/graph_csv_test.cc report/graph_dot_test.cc report/graph_graphml_test.cc
          report/graph_json_test.cc report/graph_sample.cc report/graph_sqlite_test.cc report/graph_writer_test.cc report/junit_test.cc report/output_test.cc report/sarif_test.cc
          report/style_test.cc report/table_test.cc
  ROOMS base document report
  LIBRARIES nlohmann_json::nlohmann_json)
