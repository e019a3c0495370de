namespace PrintStation.Contracts;

/// <summary>POST /v1/loans/{movement}: blanks came from another office, lent by it or given back. The same body again: 200; another: 422.</summary>
/// <remarks>{movement} is its number in the station's books, from 1. A card of the other office's blanks is good here only once this was told: the centre
/// takes as many of them as came.</remarks>
/// <param name="Office">Four digits: where they came from.</param>
/// <param name="Quantity">1 to 100,000; -1 to -100,000 where such a movement was a mistake and is taken back.</param>
/// <param name="Document">Number of the paper, 1 to 128 characters.</param>
/// <param name="By">Who took them in; with a second person: both, up to 258 characters.</param>
public sealed record LoanReport(string Office, int Quantity, string Document, string By, DateTimeOffset At);
