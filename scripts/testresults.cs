#:property PublishAot=false
// Sums the result files (TRX) of a test run: testresults DIR ALLOWED-SKIPS. Prints each failed test with its message and each skip with its
// reason; the last line is "N passed, N failed, N skipped". Exit 1 on any failure, when no test ran, and with CI=true on a skip that
// ALLOWED-SKIPS does not list as "full test name = reason".
using System.Xml.Linq;

if (args is not [var directory, var allowedFile])
{
    Console.Error.WriteLine("usage: testresults DIR ALLOWED-SKIPS");
    return 2;
}

XNamespace trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
var allowed = File.ReadLines(allowedFile).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
    .Where(parts => parts is [not ['#', ..], { Length: > 0 }]).Select(parts => parts[0]).ToHashSet();
var inCi = Environment.GetEnvironmentVariable("CI") == "true";
var files = Directory.Exists(directory) ? Directory.GetFiles(directory, "*.trx", SearchOption.AllDirectories) : [];
var (passed, failed, skipped) = (0, 0, 0);
var troubles = new List<string>();
foreach (var file in files)
{
    var run = XDocument.Load(file).Root!;
    var names = run.Descendants(trx + "UnitTest").ToDictionary(
        test => test.Attribute("id")!.Value,
        test => $"{test.Element(trx + "TestMethod")?.Attribute("className")?.Value}.{test.Attribute("name")?.Value}");
    foreach (var result in run.Descendants(trx + "UnitTestResult"))
    {
        var name = names.GetValueOrDefault(result.Attribute("testId")!.Value, result.Attribute("testName")!.Value);
        var message = result.Descendants(trx + "Message").FirstOrDefault()?.Value.Trim() ?? "";
        switch (result.Attribute("outcome")?.Value)
        {
            case "Passed":
                passed++;
                break;
            case "NotExecuted":
                skipped++;
                Console.WriteLine($"skipped {name}: {(message.Length == 0 ? "no reason given" : message)}");
                if (inCi && !allowed.Contains(name))
                    troubles.Add($"{name} was skipped, and {allowedFile} does not list it.");
                break;
            default:
                failed++;
                var trace = result.Descendants(trx + "StackTrace").FirstOrDefault()?.Value.TrimEnd();
                Console.WriteLine($"failed {name}:\n{message}\n{trace}\n");
                break;
        }
    }

    // A crashed or hung test host leaves results of the tests before, and says the rest in the summary.
    var summary = run.Element(trx + "ResultSummary");
    if (summary?.Attribute("outcome")?.Value is not ("Completed" or "Passed" or "Failed"))
        troubles.Add($"{Path.GetFileName(file)}: the run ended as {summary?.Attribute("outcome")?.Value ?? "nothing"}.");
    foreach (var error in run.Descendants(trx + "RunInfo").Where(info => info.Attribute("outcome")?.Value == "Error"))
        troubles.Add($"{Path.GetFileName(file)}: {error.Element(trx + "Text")?.Value.Trim()}");
}

if (passed + failed == 0)
    troubles.Add("No test ran.");
foreach (var trouble in troubles)
    Console.WriteLine(trouble);
Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
return failed > 0 || troubles.Count > 0 ? 1 : 0;
