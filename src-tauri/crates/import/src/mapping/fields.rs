//! What a column can be, in the words which mapping files use.

use holdfast_ledger::Decimal;
use std::fmt;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
        impl $name {
            /// Every value.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// Its word in mapping files.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            /// The value of a word; `None` where there is none.
            pub fn of_word(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|v| v.word() == word)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
words! {
    /// What a column holds.
    Field {
        /// Stable id of the customer.
        CustomerId = "customer-id",
        /// Name of the customer; its id too where there is no other.
        CustomerName = "customer-name",
        /// Stands for the customer where the file has no better column.
        SpareCustomer = "spare-customer",
        /// Date, month or period of the row.
        Close = "close",
        /// Year, where the close stands as a month or quarter beside it.
        Year = "year",
        /// Recurring amount.
        Amount = "amount",
        /// Change of the recurring amount.
        Delta = "delta",
        /// A movement by which the amount grew: new, expansion, reactivation.
        Gained = "gained",
        /// A movement by which it fell: downsell, churn; written with a minus or without.
        Lost = "lost",
        /// Amount before a movement.
        AmountBefore = "amount-before",
        /// Amount after a movement.
        AmountAfter = "amount-after",
        /// The log's own label of a movement.
        Movement = "movement",
        /// First day of a contract line.
        Start = "start",
        /// Last day of a contract line, itself covered unless ends are exclusive (L-6).
        End = "end",
        /// The moment a line stopped: not covered itself.
        CancelledAt = "cancelled-at",
        /// When cancelling was asked for: counts only where nothing says when the line stopped.
        CancelledRequest = "cancelled-request",
        /// Last day of a trial.
        TrialEnd = "trial-end",
        /// Renewal date.
        Renewal = "renewal",
        /// Length of a contract line, months or "2 years".
        Term = "term",
        /// Billing interval of the amount.
        Interval = "interval",
        /// How many intervals the amount is for.
        IntervalCount = "interval-count",
        /// First and last day in one cell.
        ServicePeriod = "service-period",
        /// Product, module or subscription.
        Line = "line",
        /// Plan or tier of the line.
        Plan = "plan",
        /// Seats or units.
        Quantity = "quantity",
        /// Units which the amount, a price of one, has to be multiplied by.
        Multiplier = "multiplier",
        /// Currency code.
        Currency = "currency",
        /// Status.
        Status = "status",
        /// Reason of a change.
        Reason = "reason",
        /// Exchange rate of the row.
        Rate = "rate",
        /// Exchange rate agreed for the row's whole life.
        LockedRate = "locked-rate",
        /// Scheduled step-down: a flag or an amount (M-5).
        StepDown = "step-down",
        /// Order of rows of one date.
        Order = "order",
        /// Whether the row is free.
        FreeFlag = "free-flag",
        /// Whether the row is a trial.
        TrialFlag = "trial-flag",
        /// Whether the row is cancelled.
        CancelledFlag = "cancelled-flag",
        /// Attribute by which customers are segmented.
        Attribute = "attribute",
        /// A period not yet reached: read by nobody.
        Forecast = "forecast",
        /// Left out.
        Ignore = "ignore",
    }
}

impl Field {
    /// Whether several columns may be this.
    pub fn many(self) -> bool {
        matches!(
            self,
            Field::Attribute | Field::Forecast | Field::Ignore | Field::Gained | Field::Lost
        )
    }

    /// Whether several columns of one table may be this: the months of a wide sheet are amounts, each of its close.
    pub fn is_shared(self) -> bool {
        self.many() || self == Field::Amount
    }

    /// Whether the column holds figures.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Field::Amount
                | Field::Delta
                | Field::Gained
                | Field::Lost
                | Field::AmountBefore
                | Field::AmountAfter
                | Field::Quantity
                | Field::Multiplier
                | Field::Rate
                | Field::LockedRate
                | Field::IntervalCount
                | Field::Order
        )
    }

    /// Whether the column holds amounts of money.
    pub fn is_money(self) -> bool {
        matches!(
            self,
            Field::Amount
                | Field::Delta
                | Field::Gained
                | Field::Lost
                | Field::AmountBefore
                | Field::AmountAfter
        )
    }

    /// Whether the column holds dates.
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Field::Close
                | Field::Start
                | Field::End
                | Field::CancelledAt
                | Field::CancelledRequest
                | Field::TrialEnd
                | Field::Renewal
        )
    }
}

words! {
    /// How sure a recognised column is.
    Confidence {
        /// The caption says so, and the cells agree.
        Sure = "sure",
        /// Likely.
        Guess = "guess",
        /// Nothing speaks for it.
        None = "none",
    }
}

words! {
    /// How a sheet is laid out.
    Layout {
        /// A row per customer, close and maybe line.
        Long = "long",
        /// A column per month.
        Wide = "wide",
        /// A row per close, a column per customer.
        Across = "across",
        /// Contract or subscription lines with start and end.
        Contracts = "contracts",
        /// A log of movements.
        Events = "events",
        /// A list of one date.
        Snapshot = "snapshot",
    }
}

impl Layout {
    /// The layout in words, as the proof prints it.
    pub fn words(self) -> &'static str {
        match self {
            Layout::Long => "long ledger",
            Layout::Wide => "wide months",
            Layout::Across => "a column a customer",
            Layout::Contracts => "contract lines",
            Layout::Events => "movement log",
            Layout::Snapshot => "snapshot of one date",
        }
    }
}

words! {
    /// What a sheet is for.
    Role {
        /// Recurring amounts.
        Ledger = "ledger",
        /// Negotiation log.
        Requests = "requests",
        /// Exchange rates.
        Rates = "rates",
        /// Renames and mergers of customers.
        Renames = "renames",
        /// Attributes of customers.
        Customers = "customers",
        /// Plan figures.
        Plan = "plan",
        /// Not read.
        Ignore = "ignore",
    }
}

words! {
    /// What an amount is for.
    Per {
        /// A month: MRR.
        Mrr = "mrr",
        /// A year: ARR, ACV.
        Arr = "arr",
        /// The whole term: TCV, which is not ARR (L-6).
        Term = "tcv",
        /// The billing interval of the row.
        Interval = "per-interval",
    }
}

words! {
    /// In what the amounts are written.
    Magnitude {
        /// Units of currency.
        Units = "units",
        /// Hundredths.
        Cents = "cents",
        /// Thousands.
        Thousands = "thousands",
        /// Millions.
        Millions = "millions",
    }
}

words! {
    /// Whether the day by which a line ends is itself covered (L-6).
    Ends {
        /// It is.
        Inclusive = "inclusive",
        /// It is not: the next line starts on that day.
        Exclusive = "exclusive",
    }
}

words! {
    /// What several dates in one month mean.
    InMonth {
        /// Balances: the last date of the month is its close.
        Last = "last",
        /// Flows: they add up.
        Sum = "sum",
    }
}

/// ARR in units for one unit of a figure of this kind and scale (L-2).
pub(crate) fn factor(per: Option<Per>, scale: Magnitude) -> Decimal {
    let kind = if per == Some(Per::Mrr) {
        Decimal::from(12)
    } else {
        Decimal::ONE
    };
    let scale = match scale {
        Magnitude::Units => Decimal::ONE,
        Magnitude::Cents => Decimal::new(1, 2),
        Magnitude::Thousands => Decimal::ONE_THOUSAND,
        Magnitude::Millions => Decimal::from(1_000_000),
    };
    (kind * scale).normalize()
}
