"""The tests that Jupyter's own project offers to authors of kernels, filled in for Java."""

import unittest

import jupyter_kernel_test


class JavaKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "java"
    language_name = "java"
    file_extension = ".java"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oops");'
    completion_samples = [
        {"text": '"abc".isEmp', "matches": {"isEmpty()"}},
        {"text": "%lsm", "matches": {"lsmagic"}},
    ]
    complete_code_samples = ["1", "int a = 1;", "void f() { }"]
    incomplete_code_samples = ["void f() {", "if (true) {", '"""\nopen']
    invalid_code_samples = ["int a = ;", "import 7q"]
    code_generate_error = "throw new RuntimeException();"
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": '"a" + 1', "result": "a1"},
        {"code": "java.util.List.of(1, 2)", "result": "[1, 2]"},
    ]
    code_history_pattern = "1 ? 2*"
    supported_history_operations = ("tail", "search")
    code_inspect_sample = "Math.abs"


# The class that is inherited from would run by itself, against Python.
del jupyter_kernel_test.KernelTests

if __name__ == "__main__":
    unittest.main(verbosity=2)
