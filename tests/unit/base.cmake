arnscope_test(unit_base SOURCES base/finding_test.cc base/folder_test.cc base/line_reader_test.cc base/parallel_test.cc base/source_test.cc base/text_test.cc ROOMS base)
