package vn.pccovid.server.custody;

import java.time.LocalDate;

/// A day's stand-in for a place or a person: what sealed rows are looked up by.
public record DayToken(LocalDate day, byte[] token) {}
